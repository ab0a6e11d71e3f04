import java.util.List;
import java.util.Map;
import org.opensearch.common.settings.Settings;
import org.opensearch.env.Environment;
import org.opensearch.node.InternalSettingsPreparer;
import org.opensearch.node.Node;
import org.opensearch.transport.Netty4Plugin;

/** An OpenSearch of one node on 127.0.0.1, without what its distribution adds; arguments: folder, HTTP port, port of its own. */
public final class LocalOpenSearch {
  public static void main(String[] args) throws Exception {
    Settings settings =
        Settings.builder()
            .put("path.home", args[0])
            .put("http.port", args[1])
            .put("transport.port", args[2])
            .put("network.host", "127.0.0.1")
            .put("http.type", "netty4")
            .put("transport.type", "netty4")
            .put("discovery.type", "single-node")
            .put("cluster.routing.allocation.disk.threshold_enabled", false)
            .put("node.name", "mayday")
            .build();
    Environment environment =
        InternalSettingsPreparer.prepareEnvironment(settings, Map.of(), null, () -> "mayday");
    new WithHttp(environment).start();
    Thread.currentThread().join();
  }

  private static final class WithHttp extends Node {
    WithHttp(Environment environment) {
      super(environment, List.of(Netty4Plugin.class), true);
    }
  }
}
