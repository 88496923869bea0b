package io.tieline.bench;

import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.Stack;
import io.tieline.sim.calls.Call;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** From a client's submission to its reply, less the time that the provider itself took. */
final class AddedLatency {
    /** The preferred model takes 120 ms. */
    static final double SPEED = 10;

    private static final int PER_SECOND = 50;
    private static final int WARM_UP_SECONDS = 60;
    private static final int SECONDS = 60;

    private AddedLatency() {}

    static void measure(Stack stack, TielineClient client, Consumer<String> out) throws InterruptedException {
        run(client, WARM_UP_SECONDS);
        Map<String, Long> total = run(client, SECONDS);
        Map<String, Long> provider = new HashMap<>();
        for (Call call : stack.simulator().calls()) {
            if (call.requestId() != null) {
                long nanos = Duration.between(call.start(), call.end()).toNanos();
                provider.merge(call.requestId(), nanos, Long::sum);
            }
        }
        long[] added = total.entrySet().stream()
                .mapToLong(entry -> entry.getValue() - provider.getOrDefault(entry.getKey(), 0L))
                .sorted()
                .toArray();
        out.accept("%d requests a second for %d s, after %d s of warming up"
                .formatted(PER_SECOND, SECONDS, WARM_UP_SECONDS));
        out.accept("added latency, ms: p50 %.1f   p95 %.1f   p99 %.1f   max %.1f"
                .formatted(at(added, 0.50), at(added, 0.95), at(added, 0.99), at(added, 1)));
    }

    /** Nanoseconds from submission to reply, by request id. */
    private static Map<String, Long> run(TielineClient client, int seconds) throws InterruptedException {
        Map<String, CompletableFuture<Long>> times = new HashMap<>();
        long begin = System.nanoTime();
        for (int i = 0; i < seconds * PER_SECOND; i++) {
            long due = begin + i * 1_000_000_000L / PER_SECOND;
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            Request request = Main.request(Lane.INTERACTIVE);
            long start = System.nanoTime();
            times.put(request.requestId(), client.submit(request).thenApply(reply -> System.nanoTime() - start));
        }
        Map<String, Long> nanos = new HashMap<>();
        times.forEach((id, time) -> nanos.put(id, time.join()));
        return nanos;
    }

    private static double at(long[] sorted, double quantile) {
        return sorted[(int) Math.ceil(quantile * sorted.length) - 1] / 1e6;
    }
}
