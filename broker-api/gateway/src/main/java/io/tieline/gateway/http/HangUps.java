package io.tieline.gateway.http;

import io.helidon.common.buffers.DataReader;
import io.helidon.common.socket.SocketOptions;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketOption;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether callers that wait for an answer are still there. The server doesn't say, so that the connection is
 * asked: a moment's reading shows its end, and what comes instead is kept for the next request. And hangs up on those whose
 * heads take too long, however little they are silent: they would keep others from connecting, and need no key for it.
 * Thread-safe.
 */
final class HangUps implements Http1ConnectionListener, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HangUps.class);
    private static final int MOMENT_MILLIS = 1;

    /** Each connection has a thread of its own. */
    private static final ThreadLocal<@Nullable ConnectionContext> CONNECTION = new ThreadLocal<>();

    private final int mostConnections;
    private final Duration longestHead;
    private final Map<SocketAddress, Socket> sockets = new ConcurrentHashMap<>();

    /** When the first lines came of those heads that aren't whole yet. */
    private final Map<SocketAddress, Long> heads = new ConcurrentHashMap<>();

    private final Thread watch;

    /**
     * Begins to look.
     *
     * @param longestHead from its first line to its last
     */
    HangUps(int mostConnections, Duration longestHead) {
        this.mostConnections = mostConnections;
        this.longestHead = longestHead;
        this.watch = Thread.ofPlatform().daemon().name("tieline-slow-heads").start(this::lookUntilInterrupted);
    }

    @Override
    public void prologue(ConnectionContext context, HttpPrologue prologue) {
        heads.put(context.remotePeer().address(), System.nanoTime());
    }

    @Override
    public void headers(ConnectionContext context, Headers headers) {
        heads.remove(context.remotePeer().address());
        CONNECTION.set(context);
    }

    private void lookUntilInterrupted() {
        try {
            while (true) {
                Thread.sleep(longestHead.dividedBy(4));
                long now = System.nanoTime();
                heads.forEach((address, begun) -> {
                    if (now - begun > longestHead.toNanos() && heads.remove(address, begun)) {
                        hangUp(sockets.get(address));
                    }
                });
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void hangUp(@Nullable Socket socket) {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.atDebug().setCause(e).log("a connection can't be closed");
        }
    }

    /** Tells of the connection of this thread. To be asked in the same thread, and after the body has been read. */
    BooleanSupplier ofThisConnection() {
        ConnectionContext context = CONNECTION.get();
        @Nullable
        Socket socket =
                context == null ? null : sockets.get(context.remotePeer().address());
        return context == null || socket == null ? () -> false : () -> isOver(context.dataReader(), socket);
    }

    private static boolean isOver(DataReader reader, Socket socket) {
        try {
            int usual = socket.getSoTimeout();
            socket.setSoTimeout(MOMENT_MILLIS);
            try {
                reader.ensureAvailable();
                return false;
            } finally {
                socket.setSoTimeout(usual);
            }
        } catch (RuntimeException e) {
            return !isTimeout(e);
        } catch (SocketException _) {
            return true;
        }
    }

    /** The server wraps what the socket throws. */
    private static boolean isTimeout(@Nullable Throwable failure) {
        return failure != null && (failure instanceof SocketTimeoutException || isTimeout(failure.getCause()));
    }

    /** Options of connections, which are known here from then on. */
    SocketOptions watching(Duration silence) {
        return new Watched(SocketOptions.builder().readTimeout(silence).build());
    }

    private void add(Socket socket) {
        if (sockets.size() > 2 * mostConnections) {
            sockets.values().removeIf(Socket::isClosed);
        }
        sockets.put(socket.getRemoteSocketAddress(), socket);
    }

    @Override
    public void close() {
        watch.interrupt();
    }

    private final class Watched implements SocketOptions {
        private final SocketOptions options;

        private Watched(SocketOptions options) {
            this.options = options;
        }

        @Override
        public void configureSocket(SocketChannel channel) {
            options.configureSocket(channel);
            try {
                // The server keeps that time-out for itself.
                channel.socket().setSoTimeout((int) options.readTimeout().toMillis());
                add(channel.socket());
            } catch (SocketException e) {
                throw new UncheckedIOException("a connection that ended before it began", e);
            }
        }

        @Override
        public Map<SocketOption<?>, Object> socketOptions() {
            return options.socketOptions();
        }

        @Override
        public Duration connectTimeout() {
            return options.connectTimeout();
        }

        @Override
        public Duration readTimeout() {
            return options.readTimeout();
        }

        @Override
        public Optional<Integer> socketReceiveBufferSize() {
            return options.socketReceiveBufferSize();
        }

        @Override
        public Optional<Integer> socketSendBufferSize() {
            return options.socketSendBufferSize();
        }

        @Override
        public boolean socketReuseAddress() {
            return options.socketReuseAddress();
        }

        @Override
        public boolean socketKeepAlive() {
            return options.socketKeepAlive();
        }

        @Override
        public boolean tcpNoDelay() {
            return options.tcpNoDelay();
        }
    }
}
