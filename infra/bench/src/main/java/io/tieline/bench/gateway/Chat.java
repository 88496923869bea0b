package io.tieline.bench.gateway;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.bench.figures.Latencies;
import io.tieline.bench.figures.ProviderTime;
import io.tieline.dev.Stack;
import java.time.Duration;
import java.util.ArrayList;
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
    private static final String TEXT = "Kafka keeps requests until somebody has answered them. ".repeat(20);

    private Chat() {}

    /** An answered request, by the id that the provider knew. */
    private record Answered(String requestId, Duration total) {}

    /** Plays it. */
    public static void measure(Consumer<String> out) throws InterruptedException {
        out.accept(GatewayRun.setting());
        try (GatewayRun run = GatewayRun.start();
                OpenAiHttp provider = new OpenAiHttp(run.provider(), Stack.KEY)) {
            ask(run.http(), Lines.ROUTE, WARM_UP_SECONDS);
            List<Answered> answers = ask(run.http(), Lines.ROUTE, SECONDS);
            ask(provider, GatewayRun.PROVIDER_MODEL, WARM_UP_SECONDS / 4);
            List<Answered> direct = ask(provider, GatewayRun.PROVIDER_MODEL, SECONDS / 2);
            Map<String, Duration> calls = ProviderTime.byRequest(run.stack());
            out.accept("%,d chat completions over HTTP, %d a second, after %d s of warming up"
                    .formatted(answers.size(), PER_SECOND, WARM_UP_SECONDS));
            out.accept("time of the provider, ms          "
                    + provider(answers, calls).inWords());
            out.accept(
                    "added by Tieline, ms              " + added(answers, calls).inWords());
            out.accept(
                    "added without Tieline, ms         " + added(direct, calls).inWords());
            out.accept(run.memory());
        }
    }

    private static Latencies provider(List<Answered> answers, Map<String, Duration> calls) {
        return Latencies.of(
                answers.stream().map(one -> calls.get(one.requestId())).toList());
    }

    private static Latencies added(List<Answered> answers, Map<String, Duration> calls) {
        return Latencies.of(answers.stream()
                .map(one -> one.total().minus(calls.get(one.requestId())))
                .toList());
    }

    private static List<Answered> ask(OpenAiHttp http, String model, int seconds) throws InterruptedException {
        ObjectNode chat = Lines.chat(model, TEXT);
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
