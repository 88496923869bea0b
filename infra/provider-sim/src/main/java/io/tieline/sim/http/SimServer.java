package io.tieline.sim.http;

import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import io.tieline.sim.wire.SimEndpoint;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP server: one virtual thread per call. */
public final class SimServer implements AutoCloseable {
    private static final String CALLS = "/e/";
    private static final String ADMIN = "/admin";

    private static final int BACKLOG = 4_096;
    private static final int ADMIN_BODY_BYTES = 1 << 20;

    /** Acceptor, selectors and reserve; calls run on virtual threads. */
    private static final int PLATFORM_THREADS = 16;

    private final ExecutorService virtualThreads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("sim-", 0).factory());
    private final Map<String, EndpointRuntime> bySlug;
    private final CallHandler calls;
    private final AdminHandler admin;
    private final Server server;
    private final ServerConnector connector;
    private final String host;

    /**
     * Makes a server that {@link #start} starts.
     *
     * @param listen address and port; port 0 for a free one
     * @param speed divides all latencies
     */
    public SimServer(
            InetSocketAddress listen,
            Collection<SimEndpoint> endpoints,
            double speed,
            long seed,
            InstantSource clock,
            Boards boards) {
        // Who listens everywhere is found here, too.
        host = listen.getAddress().isAnyLocalAddress() ? "127.0.0.1" : listen.getHostString();
        bySlug = endpoints.stream()
                .map(endpoint -> new EndpointRuntime(
                        endpoint, speed, seed, boards.limits().of(endpoint.id())))
                .collect(Collectors.toMap(runtime -> runtime.endpoint.slug(), Function.identity()));
        calls = new CallHandler(boards.log(), boards.sent(), boards.faults(), clock);
        admin = new AdminHandler(boards, clock);
        QueuedThreadPool threads = new QueuedThreadPool(PLATFORM_THREADS);
        threads.setName("sim-http");
        threads.setVirtualThreadsExecutor(virtualThreads);
        server = new Server(threads);
        server.setHandler(new Dispatch());
        server.setStopTimeout(0);
        connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http()));
        connector.setHost(listen.getAddress().getHostAddress());
        connector.setPort(listen.getPort());
        connector.setAcceptQueueSize(BACKLOG);
        // A held call must not be ended by the server's own impatience.
        connector.setIdleTimeout(Duration.ofDays(1).toMillis());
        server.addConnector(connector);
    }

    /** Starts it; its port is open when this returns. */
    public void start() throws IOException {
        try {
            server.start();
        } catch (IOException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not start", e);
        }
    }

    /** Its address as seen from this machine, without a path. */
    public String address() {
        return "http://" + host + ":" + connector.getLocalPort();
    }

    /** Stops it; calls that are under way are cut and logged as unanswered. */
    @Override
    public void close() {
        virtualThreads.shutdownNow();
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException("the HTTP server did not stop", e);
        }
        virtualThreads.close();
    }

    private static HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setSendServerVersion(false);
        // It would cost 100 KB for each connection, and there are thousands, one for each call.
        http.setHeaderCacheSize(0);
        return http;
    }

    /** Sends each request to its handler. */
    private final class Dispatch extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) throws IOException {
            Exchange exchange = new Exchange(request, response, callback);
            String path = Request.getPathInContext(request);
            if (path.startsWith(CALLS)) {
                call(request, path, exchange);
            } else if (path.startsWith(ADMIN + "/")) {
                Optional<Inbound> read = exchange.read(path.substring(ADMIN.length()), ADMIN_BODY_BYTES);
                exchange.send(read.map(admin::handle).orElseGet(() -> problem(413, "the body is over 1 MiB")));
            } else {
                exchange.send(problem(404, "no such path: /e/<endpoint>/... and /admin/... are served"));
            }
            return true;
        }

        private void call(Request request, String path, Exchange exchange) {
            int end = path.indexOf('/', CALLS.length());
            String slug = end < 0 ? path.substring(CALLS.length()) : path.substring(CALLS.length(), end);
            EndpointRuntime endpoint = bySlug.get(slug);
            if (endpoint == null) {
                exchange.send(problem(404, "no endpoint '" + slug + "' is simulated here"));
                return;
            }
            String rest = end < 0 ? "/" : path.substring(end);
            calls.handle(endpoint, rest, request.getHeaders().get("x-client-request-id"), exchange);
        }

        private static Reply problem(int status, String message) {
            return new Reply(
                    status, Map.of(), Json.TYPE, Json.bytes(Json.object().put("error", message)));
        }
    }
}
