package io.tieline.bench.limits;

import io.tieline.client.TielineClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** One tenant has 20,000 requests waiting when another of the same weight comes with 50. */
public final class Fairness {
    private static final int LARGE = 20_000;
    private static final int SMALL = 50;

    private Fairness() {}

    /** Plays it; whether the small tenant waited no longer than it may. */
    public static boolean measure(Consumer<String> out) throws InterruptedException {
        try (Crew crew = new Crew(2, "concurrency: 20")) {
            TielineClient a = crew.client("large");
            TielineClient b = crew.client("small");
            warmUp(b);
            Duration alone = p95(b);
            out.accept("%d requests alone: p95 %.2f s".formatted(SMALL, alone.toMillis() / 1000.0));
            List<CompletableFuture<?>> accepted = new ArrayList<>();
            for (int i = 0; i < LARGE; i++) {
                accepted.add(a.submit(Crew.request("large " + i)));
            }
            Thread.sleep(Duration.ofSeconds(10));
            Duration beside = p95(b);
            long done = accepted.stream().filter(CompletableFuture::isDone).count();
            Duration most = alone.multipliedBy(2).plusSeconds(1);
            boolean passed = beside.compareTo(most) <= 0;
            out.accept("%s%d requests behind another tenant's %,d, of which %,d were done: p95 %.2f s, at most %.2f s"
                    .formatted(
                            passed ? "" : "NOT AS IT MUST BE: ",
                            SMALL,
                            LARGE,
                            done,
                            beside.toMillis() / 1000.0,
                            most.toMillis() / 1000.0));
            return passed;
        }
    }

    private static void warmUp(TielineClient client) {
        for (int i = 0; i < 4; i++) {
            var _ = p95(client);
        }
    }

    private static Duration p95(TielineClient client) {
        List<CompletableFuture<Duration>> waits = new ArrayList<>();
        for (int i = 0; i < SMALL; i++) {
            long begin = System.nanoTime();
            waits.add(client.submit(Crew.request("small " + i))
                    .thenApply(reply -> Duration.ofNanos(System.nanoTime() - begin)));
        }
        List<Duration> sorted =
                waits.stream().map(CompletableFuture::join).sorted().toList();
        return sorted.get(SMALL * 95 / 100);
    }
}
