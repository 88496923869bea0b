package io.tieline.testing.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Carries bytes one way, as the weather is at the moment. */
final class Pump {
    private static final int PIECE = 16 * 1024;

    private final Socket from;
    private final Socket to;
    private final Weather weather;
    private final BooleanSupplier over;

    private Weather.State known;
    private Random random = new Random(0);
    private long untilCut = Long.MAX_VALUE;

    Pump(Socket from, Socket to, Weather weather, BooleanSupplier over) {
        this.from = from;
        this.to = to;
        this.weather = weather;
        this.over = over;
        this.known = new Weather.State(Optional.empty(), -1);
    }

    /** Runs until one side has ended; an end in good order is passed on. */
    void run() throws IOException {
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream();
        byte[] piece = new byte[PIECE];
        int length = in.read(piece);
        while (length >= 0 && pass(piece, length, out)) {
            length = in.read(piece);
        }
        if (length < 0) {
            closeInGoodOrder();
        } else if (!over.getAsBoolean()) {
            to.shutdownOutput();
            from.shutdownInput();
            to.close();
            from.close();
        }
    }

    /** False where the connection ends here. */
    private boolean pass(byte[] piece, int length, OutputStream out) throws IOException {
        int sent = 0;
        while (sent < length) {
            look();
            if (over.getAsBoolean()) {
                return false;
            }
            int part = allowed(length - sent);
            if (part > 0) {
                out.write(piece, sent, part);
                sent += part;
                untilCut -= untilCut == Long.MAX_VALUE ? 0 : part;
            }
            if (untilCut == 0) {
                return false;
            }
        }
        return true;
    }

    /** Takes note of the weather, where it has changed. */
    private void look() {
        Weather.State now = weather.state();
        if (now.number() == known.number()) {
            return;
        }
        known = now;
        untilCut = Long.MAX_VALUE;
        switch (now.toxic().orElse(null)) {
            case Toxic.Latency latency -> random = new Random(latency.seed());
            case Toxic.CutAfter cut -> untilCut = cut.bytes();
            case null -> {}
            case Toxic.Blackhole _, Toxic.Reset _, Toxic.Slow _, Toxic.SlowClose _ -> {}
        }
    }

    /** Waits as the weather demands. How many bytes may be sent then; 0: look again. */
    private int allowed(int length) {
        return switch (known.toxic().orElse(null)) {
            case Toxic.Latency latency -> {
                pause(latency.delay()
                        .plus(latency.jitter()
                                .multipliedBy(random.nextInt(1_000))
                                .dividedBy(1_000)));
                yield length;
            }
            case Toxic.Blackhole _ -> {
                weather.await(known, Long.MAX_VALUE, over);
                yield 0;
            }
            case Toxic.Slow slow -> {
                // A twentieth of a second's bytes at a time, so that it flows.
                int part = Math.clamp(slow.bytesPerSecond() / 20, 1, length);
                pause(Duration.ofNanos(TimeUnit.SECONDS.toNanos(part) / slow.bytesPerSecond()));
                yield part;
            }
            case Toxic.CutAfter _ -> (int) Math.min(length, untilCut);
            case null -> length;
            case Toxic.Reset _, Toxic.SlowClose _ -> length;
        };
    }

    private void closeInGoodOrder() throws IOException {
        look();
        while (known.toxic().orElse(null) instanceof Toxic.Blackhole && !over.getAsBoolean()) {
            weather.await(known, Long.MAX_VALUE, over);
            look();
        }
        if (known.toxic().orElse(null) instanceof Toxic.SlowClose slow) {
            pause(slow.delay());
        }
        if (!over.getAsBoolean()) {
            to.shutdownOutput();
        }
    }

    private void pause(Duration length) {
        weather.await(known, length.toNanos(), over);
    }
}
