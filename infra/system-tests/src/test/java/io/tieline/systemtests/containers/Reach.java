package io.tieline.systemtests.containers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;

/** Looks whether those that don't tell by themselves take work. */
final class Reach {
    private static final int CONNECT_MILLIS = 1_000;

    private Reach() {}

    /** Whether somebody listens on a port. */
    static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether GET is answered well. */
    static boolean answers(String url) {
        try {
            var connection = URI.create(url).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(CONNECT_MILLIS);
            connection.getInputStream().close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}
