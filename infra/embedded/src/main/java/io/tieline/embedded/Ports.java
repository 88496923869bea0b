package io.tieline.embedded;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;

/** Ports of 127.0.0.1. */
public final class Ports {
    /** Largest number of a port. */
    public static final int LARGEST = 65_535;

    private Ports() {}

    /** A port that was free a moment ago: whoever binds it must be ready to lose the race and ask again. */
    public static int free() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException("no free port on 127.0.0.1", e);
        }
    }

    /** Whether nobody listens there at this moment. */
    public static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException e) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("port " + port + " of 127.0.0.1 can't be tried", e);
        }
    }

    /** Refuses a port that can't be one; 0 stands for any free one. */
    static void requireValid(int port) {
        if (port < 0 || port > LARGEST) {
            throw new IllegalArgumentException("port is " + port + ", allowed: 0 (any free one) to " + LARGEST);
        }
    }

    /** Refuses a port that somebody else has; a server that finds out by itself says so late and in many words. */
    static void requireFree(int port, String server) {
        if (port != 0 && !isFree(port)) {
            throw new IllegalStateException(
                    "port " + port + " of 127.0.0.1 is in use, so that " + server + " can't listen there");
        }
    }
}
