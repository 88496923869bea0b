package io.tieline.bench;

import io.tieline.bench.figures.Latencies;
import io.tieline.bench.figures.ProviderTime;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.Stack;
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
        Map<String, Duration> total = run(client, SECONDS);
        Map<String, Duration> provider = ProviderTime.byRequest(stack);
        out.accept("%d requests a second for %d s, after %d s of warming up"
                .formatted(PER_SECOND, SECONDS, WARM_UP_SECONDS));
        out.accept("added latency, ms: "
                + Latencies.of(total.entrySet().stream()
                                .map(each -> each.getValue().minus(provider.getOrDefault(each.getKey(), Duration.ZERO)))
                                .toList())
                        .inWords());
    }

    /** From submission to reply, by request id. */
    private static Map<String, Duration> run(TielineClient client, int seconds) throws InterruptedException {
        Map<String, CompletableFuture<Duration>> times = new HashMap<>();
        long begin = System.nanoTime();
        for (int i = 0; i < seconds * PER_SECOND; i++) {
            long due = begin + i * 1_000_000_000L / PER_SECOND;
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            Request request = Main.request(Lane.INTERACTIVE);
            long start = System.nanoTime();
            times.put(
                    request.requestId(),
                    client.submit(request).thenApply(reply -> Duration.ofNanos(System.nanoTime() - start)));
        }
        Map<String, Duration> answered = new HashMap<>();
        times.forEach((id, time) -> answered.put(id, time.join()));
        return answered;
    }
}
