package io.tieline.systemtests.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Where parts listen on 127.0.0.1, and where others find them. Used by one thread. */
final class Addresses {
    private final Links links;
    private final Map<String, InetSocketAddress> listening = new HashMap<>();
    private final Map<String, InetSocketAddress> seen = new HashMap<>();

    /** Each name gets a port that was free a moment ago, unlike that of any other. */
    Addresses(List<String> names, Links links) {
        this.links = links;
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (String name : names) {
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                sockets.add(socket);
                listening.put(name, InetSocketAddress.createUnresolved("127.0.0.1", socket.getLocalPort()));
            }
            for (ServerSocket socket : sockets) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("no free ports on 127.0.0.1", e);
        }
    }

    int port(String listener) {
        return of(listener).getPort();
    }

    String text(String listener) {
        return text(of(listener));
    }

    /** Where a part finds another. */
    String seen(String from, String to) {
        return seen(from, to, to);
    }

    /** The same for a part with several listeners. */
    String seen(String from, String to, String listener) {
        return text(seen.computeIfAbsent(from + " " + listener, _ -> links.between(from, to, of(listener))));
    }

    private InetSocketAddress of(String listener) {
        InetSocketAddress address = listening.get(listener);
        if (address == null) {
            throw new IllegalArgumentException("nobody listens as " + listener);
        }
        return address;
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }
}
