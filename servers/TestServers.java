import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.grpc.BindableService;
import io.grpc.InsecureServerCredentials;
import io.grpc.Server;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.temporal.internal.testservice.TestServicesStarter;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Temporal's test servers, as many as are asked for, in one JVM: each has a clock and a store of its own, and only the
 * first one waits for Java to get warm. Listens on 127.0.0.1 at the port of its argument: POST / starts a server and
 * answers with its port, DELETE /PORT ends it. With "--once" it starts one and ends: the JVM keeps the classes that
 * this takes.
 */
public final class TestServers {
  private static final Map<Integer, TestServer> running = new ConcurrentHashMap<>();

  public static void main(String[] args) throws Exception {
    if (args[0].equals("--once")) {
      new TestServer().end();
      System.exit(0);
    }
    HttpServer door = HttpServer.create(loopback(Integer.parseInt(args[0])), 0);
    door.setExecutor(Executors.newCachedThreadPool());
    door.createContext("/", TestServers::answer);
    door.start();
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static void answer(HttpExchange exchange) throws IOException {
    byte[] body = {};
    int status = 404;
    if (exchange.getRequestMethod().equals("POST")) {
      TestServer started = new TestServer();
      running.put(started.port(), started);
      body = Integer.toString(started.port()).getBytes();
      status = 201;
    } else if (exchange.getRequestMethod().equals("DELETE")) {
      TestServer ended = running.remove(Integer.parseInt(exchange.getRequestURI().getPath().substring(1)));
      if (ended != null) {
        ended.end();
        status = 204;
      }
    }
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    exchange.getResponseBody().write(body);
    exchange.close();
  }

  private static final class TestServer {
    private final TestServicesStarter services = new TestServicesStarter(true, 0);
    private final Server server;

    TestServer() throws IOException {
      NettyServerBuilder builder =
          NettyServerBuilder.forAddress(loopback(0), InsecureServerCredentials.create());
      for (BindableService service : services.getServices()) builder.addService(service);
      server = builder.build().start();
    }

    int port() {
      return server.getPort();
    }

    void end() {
      server.shutdownNow();
      try {
        server.awaitTermination(5, TimeUnit.SECONDS);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
      }
      services.close();
    }
  }
}
