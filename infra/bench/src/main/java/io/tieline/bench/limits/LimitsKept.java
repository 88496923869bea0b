package io.tieline.bench.limits;

import io.tieline.client.TielineClient;
import io.tieline.dev.ServiceProcess;
import io.tieline.sim.limit.Limits;
import io.tieline.sim.limit.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/**
 * One endpoint that takes 600 requests a minute and no more than a second's worth at once, three dispatchers, and 2,000
 * requests a minute; then a fourth joins, and one is killed.
 */
public final class LimitsKept {
    private static final int LIMIT = 600;
    private static final int OFFERED = 2_000;
    private static final Duration STEADY = Duration.ofMinutes(2);
    private static final Duration AFTER_A_CHANGE = Duration.ofSeconds(40);
    private static final Duration SETTLING = Duration.ofSeconds(10);
    private static final double LEAST_SHARE = 0.92;
    private static final double MOST_REFUSED = 0.01;

    private final Crew crew;
    private final Consumer<String> out;
    private boolean passed = true;

    private LimitsKept(Crew crew, Consumer<String> out) {
        this.crew = crew;
        this.out = out;
    }

    /** Plays it; whether all was as it must be. */
    public static boolean measure(Consumer<String> out) throws InterruptedException {
        try (Crew crew = new Crew(3, "requests-per-minute: " + LIMIT + ", concurrency: 1000")) {
            return new LimitsKept(crew, out).play();
        }
    }

    private boolean play() throws InterruptedException {
        crew.stack().simulator().limit(Crew.endpoint(), new Limits(LIMIT, 0, Duration.ofSeconds(1)));
        TielineClient client = crew.client("bench");
        client.submit(Crew.request("warm up")).join();
        Thread load = Thread.ofVirtual().start(() -> offer(client));
        try {
            Thread.sleep(Duration.ofSeconds(30));
            judge("three dispatchers", STEADY);
            ServiceProcess fourth = crew.addDispatcher();
            out.accept("a fourth joins: " + fourth.log().getFileName());
            Thread.sleep(SETTLING);
            judge("four dispatchers, 10 s later", AFTER_A_CHANGE);
            fourth.killAndHold();
            out.accept("one is killed");
            Thread.sleep(SETTLING);
            judge("three again, 10 s later", AFTER_A_CHANGE);
        } finally {
            load.interrupt();
            load.join();
        }
        return passed;
    }

    private static void offer(TielineClient client) {
        try {
            long begin = System.nanoTime();
            for (int i = 0; ; i++) {
                var _ = client.submit(Crew.request("number " + i));
                long due = begin + (i + 1) * Duration.ofMinutes(1).toNanos() / OFFERED;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void judge(String when, Duration length) throws InterruptedException {
        Instant begin = Instant.now();
        Thread.sleep(length);
        Instant end = Instant.now().minusSeconds(1);
        List<Usage> seconds = crew.stack().simulator().usage(Crew.endpoint()).stream()
                .filter(usage -> usage.second().isAfter(begin) && usage.second().isBefore(end))
                .toList();
        long accepted = seconds.stream().mapToLong(Usage::accepted).sum();
        long refused = seconds.stream().mapToLong(Usage::refused).sum();
        double minutes = Duration.between(begin, end).toMillis() / 60_000.0;
        double used = accepted / minutes / LIMIT;
        double refusedShare = (double) refused / Math.max(1, accepted + refused);
        boolean good = used >= LEAST_SHARE && used <= 1.005 && refusedShare <= MOST_REFUSED;
        passed &= good;
        out.accept("%s%s: %.1f %% of the limit used over %d s, %.2f %% of %,d calls refused"
                .formatted(
                        good ? "" : "NOT AS IT MUST BE: ",
                        when,
                        100 * used,
                        length.toSeconds(),
                        100 * refusedShare,
                        accepted + refused));
    }
}
