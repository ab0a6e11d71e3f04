import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.TestServicesStarter;
import java.net.InetSocketAddress;

/** Temporal's test server, which by itself listens on every interface, on 127.0.0.1 only; arguments as there. */
public final class LoopbackTestServer {
  public static void main(String[] args) throws Exception {
    InetSocketAddress address = new InetSocketAddress("127.0.0.1", Integer.parseInt(args[0]));
    boolean timeSkipping = args.length > 1 && args[1].equals("--enable-time-skipping");
    NettyServerBuilder builder =
        NettyServerBuilder.forAddress(address, InsecureServerCredentials.create());
    for (BindableService service : new TestServicesStarter(!timeSkipping, 0).getServices()) {
      builder.addService(service);
    }
    builder.build().start().awaitTermination();
  }
}
