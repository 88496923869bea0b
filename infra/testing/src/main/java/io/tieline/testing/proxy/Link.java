package io.tieline.testing.proxy;

import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One connection through the proxy: two sockets and a pump for each way. */
final class Link {
    private final Socket client;
    private final Socket upstream;
    private final Weather weather;
    private final Consumer<Link> onEnd;
    private final AtomicInteger running = new AtomicInteger(2);
    private final AtomicReference<@Nullable Thread> there = new AtomicReference<>();
    private final AtomicReference<@Nullable Thread> back = new AtomicReference<>();
    private volatile boolean ended;

    Link(Socket client, Socket upstream, Weather weather, Consumer<Link> onEnd) {
        this.client = client;
        this.upstream = upstream;
        this.weather = weather;
        this.onEnd = onEnd;
    }

    void start() {
        there.set(Thread.ofVirtual().name("proxy-there").start(() -> pump(client, upstream)));
        back.set(Thread.ofVirtual().name("proxy-back").start(() -> pump(upstream, client)));
    }

    private void pump(Socket from, Socket to) {
        try {
            new Pump(from, to, weather, this::hasEnded).run();
        } catch (IOException e) {
            // One side broke: the other one shall see it too.
            reset();
        } finally {
            if (running.decrementAndGet() == 0) {
                end();
            }
        }
    }

    boolean hasEnded() {
        return ended;
    }

    /** Both sides see a reset. */
    void reset() {
        linger(client);
        linger(upstream);
        end();
    }

    private static void linger(Socket socket) {
        try {
            socket.setSoLinger(true, 0);
        } catch (IOException e) {
            // It is closed already.
        }
    }

    private void end() {
        ended = true;
        close(client);
        close(upstream);
        weather.stir();
        onEnd.accept(this);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is closed all the same.
        }
    }

    void join() throws InterruptedException {
        join(there.get());
        join(back.get());
    }

    private static void join(@Nullable Thread thread) throws InterruptedException {
        if (thread != null) {
            thread.join();
        }
    }
}
