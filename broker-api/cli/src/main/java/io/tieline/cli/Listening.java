package io.tieline.cli;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Where services listen. */
final class Listening {
    private Listening() {}

    /**
     * Looks before Kafka and the registry are waited for; the server itself would find out only then.
     *
     * @param setting names the address in the configuration
     * @throws IllegalStateException if somebody listens there, or it isn't this machine's
     */
    static void requireFree(InetSocketAddress listen, String setting) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(listen.getHostString(), listen.getPort()));
        } catch (IOException e) {
            throw new IllegalStateException(
                    "can't listen at " + listen.getHostString() + ":" + listen.getPort() + " (" + e.getMessage()
                            + "): end what listens there, or name another address in the configuration (" + setting
                            + ")",
                    e);
        }
    }
}
