package io.tieline.gateway.http;

import io.helidon.webserver.ErrorHandling;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http1.Http1Config;
import io.tieline.gateway.config.GatewayConfig;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/** A port, and what can be asked for there. Thread-safe. */
final class Listener implements AutoCloseable {
    private static final Duration IDLE = Duration.ofMinutes(5);
    private static final Duration LOOK_FOR_IDLE = Duration.ofSeconds(30);
    private static final int LONGEST_HEADERS = 32 * 1024;
    private static final int LONGEST_FIRST_LINE = 8 * 1024;

    private final WebServer server;
    private final HangUps hangUps;

    /**
     * Starts listening.
     *
     * @param room for the bodies of all listeners together
     * @throws IllegalStateException if it can't listen there
     */
    Listener(
            InetSocketAddress address, List<Endpoint> endpoints, GatewayConfig config, HttpParts parts, BodyRoom room) {
        this.hangUps = new HangUps(config.mostConnections(), parts.longestSilence());
        Dispatch dispatch = new Dispatch(
                endpoints, parts, hangUps, room, config.longestBody().bytes());
        this.server = WebServer.builder()
                .host(address.getHostString())
                .port(address.getPort())
                .shutdownHook(false)
                // The other kind of socket knows no time-outs.
                .useNio(false)
                .connectionOptions(hangUps.watching(parts.longestSilence()))
                .idleConnectionTimeout(IDLE)
                .idleConnectionPeriod(LOOK_FOR_IDLE)
                .maxTcpConnections(config.mostConnections())
                .errorHandling(ErrorHandling.builder().includeEntity(false).build())
                .directHandlers(Malformed.handlers())
                .addProtocol(Http1Config.builder()
                        .maxHeadersSize(LONGEST_HEADERS)
                        .maxPrologueLength(LONGEST_FIRST_LINE)
                        .addReceiveListener(hangUps)
                        .build())
                .routing((HttpRouting.Builder routing) -> routing.any(dispatch::handle))
                .build()
                .start();
        // The server tells its log of a port that is in use, and nobody else.
        if (!server.isRunning()) {
            hangUps.close();
            throw new IllegalStateException(
                    "can't listen at " + address.getHostString() + ':' + address.getPort() + ": is the port in use?");
        }
    }

    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.stop();
        hangUps.close();
    }
}
