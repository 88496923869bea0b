package io.tieline.testing.proxy;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Forwards TCP connections, and spoils them as told. Listens on 127.0.0.1 only. One toxic is in force at a time; it
 * concerns open connections too. Safe for use by several threads.
 */
public final class TcpProxy implements Closeable {
    private static final int CONNECT_MILLIS = 5_000;

    private final ServerSocket server;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private final Weather weather = new Weather();
    private final Thread accepting;
    private volatile InetSocketAddress target;

    private TcpProxy(int port, InetSocketAddress target) throws IOException {
        this.target = target;
        this.server = new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"));
        this.accepting =
                Thread.ofVirtual().name("proxy-" + server.getLocalPort()).start(this::accept);
    }

    /** Forwards from a free port. */
    public static TcpProxy to(String host, int port) {
        return listening(0, host, port);
    }

    /**
     * Forwards from a given port.
     *
     * @param listenPort 0: any that is free
     * @throws UncheckedIOException if the port is taken
     */
    public static TcpProxy listening(int listenPort, String host, int port) {
        try {
            return new TcpProxy(listenPort, new InetSocketAddress(host, port));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot listen on port " + listenPort, e);
        }
    }

    /** Where it listens. */
    public int port() {
        return server.getLocalPort();
    }

    /** Connections to come go there. */
    public void target(String host, int port) {
        target = new InetSocketAddress(host, port);
    }

    /** From now on this, and nothing else. */
    public void apply(Toxic toxic) {
        weather.become(Optional.of(toxic));
        if (toxic instanceof Toxic.Reset) {
            links.forEach(Link::reset);
        }
    }

    /** From now on the network is fine; what was held back arrives. */
    public void clear() {
        weather.become(Optional.empty());
    }

    /** How many connections are open. */
    public int open() {
        return links.size();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("proxy-connect").start(() -> connect(client));
            } catch (IOException e) {
                // Closed, or one connection broke before it was taken.
            }
        }
    }

    private void connect(Socket client) {
        Socket upstream = new Socket();
        Link link = new Link(client, upstream, weather, links::remove);
        links.add(link);
        try {
            client.setTcpNoDelay(true);
            upstream.setTcpNoDelay(true);
            boolean refused =
                    weather.now().filter(Toxic.Reset.class::isInstance).isPresent();
            if (!refused) {
                upstream.connect(target, CONNECT_MILLIS);
            }
            if (refused || server.isClosed()) {
                link.reset();
            } else {
                link.start();
            }
        } catch (IOException e) {
            link.reset();
        }
    }

    /** Resets what is open and stops listening. Returns when all its threads have ended. */
    @Override
    public void close() {
        try {
            server.close();
            accepting.join();
            links.forEach(Link::reset);
            for (Link link : links) {
                link.join();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("cannot close port " + port(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
