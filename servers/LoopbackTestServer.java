import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.TestServicesStarter;
import java.net.InetSocketAddress;

/**
 * Temporal's test server, which by itself listens on every interface, on 127.0.0.1 only; arguments as there, and
 * "--once", which ends it as soon as it has started: the JVM then keeps the classes that a start takes.
 */
public final class LoopbackTestServer {
  public static void main(String[] args) throws Exception {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
    boolean timeSkipping = args.length > 1 && args[1].equals("--enable-time-skipping");
    boolean once = args.length > 1 && args[1].equals("--once");
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address, InsecureServerCredentials.create());
    for (BindableService service : new TestServicesStarter(!timeSkipping, 0).getServices()) {
      builder.addService(service);
    }
    Server server = builder.build().start();
    if (once) System.exit(0);
    server.awaitTermination();
  }
}
