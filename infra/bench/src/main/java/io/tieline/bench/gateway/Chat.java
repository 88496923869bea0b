package io.tieline.bench.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.bench.figures.Latencies;
import io.tieline.sim.calls.Call;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * Chat completions at an even rate, whether or not those before are answered: from when each is due to its answer, less the
 * time that the provider itself took.
 */
public final class Chat {
    private static final int PER_SECOND = 50;
    private static final int WARM_UP_SECONDS = 60;
    private static final int SECONDS = 60;

    private Chat() {}

    /** An answered request. */
    private record Answered(String requestId, Duration total) {}

    /** Plays it. */
    public static void measure(Consumer<String> out) throws InterruptedException {
        try (GatewayRun run = GatewayRun.start()) {
            ask(run.http(), WARM_UP_SECONDS);
            List<Answered> answers = ask(run.http(), SECONDS);
            Map<String, Duration> provider = new HashMap<>();
            for (Call call : run.stack().simulator().calls()) {
                if (call.requestId() != null) {
                    provider.merge(call.requestId(), Duration.between(call.start(), call.end()), Duration::plus);
                }
            }
            List<Duration> added = answers.stream()
                    .map(one -> one.total().minus(provider.get(one.requestId())))
                    .toList();
            out.accept("%,d chat completions over HTTP, %d a second, after %d s of warming up"
                    .formatted(answers.size(), PER_SECOND, WARM_UP_SECONDS));
            out.accept("provider, ms:  "
                    + Latencies.of(answers.stream()
                                    .map(one -> provider.get(one.requestId()))
                                    .toList())
                            .inWords());
            out.accept("added, ms:     " + Latencies.of(added).inWords());
            out.accept(run.memory());
        }
    }

    private static List<Answered> ask(GatewayHttp http, int seconds) throws InterruptedException {
        ObjectNode chat = Lines.chat("Kafka keeps requests until somebody has answered them. ".repeat(20));
        List<CompletableFuture<Answered>> answers = new ArrayList<>();
        long begin = System.nanoTime();
        for (int i = 0; i < seconds * PER_SECOND; i++) {
            long due = begin + i * 1_000_000_000L / PER_SECOND;
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            answers.add(http.ask(chat).thenApply(id -> new Answered(id, Duration.ofNanos(System.nanoTime() - due))));
        }
        return answers.stream().map(CompletableFuture::join).toList();
    }
}
