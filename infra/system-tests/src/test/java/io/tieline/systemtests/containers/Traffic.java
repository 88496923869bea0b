package io.tieline.systemtests.containers;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.Evidence;
import io.tieline.dev.Stack;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.avro.Outcome;
import io.tieline.systemtests.backend.Backend;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.awaitility.Awaitility;

/** Requests to the whole system, and what the topics tell of their replies. Used by one thread. */
final class Traffic implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration DEADLINE = Duration.ofMinutes(5);
    private static final String TEXT =
            "Tie lines join independent power grids. When one grid fails, the others carry its load over the line.";

    private final Backend backend;
    private final AvroSerdes serdes;
    private final TielineClient client;
    private final Evidence evidence;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Set<String> submitted = new HashSet<>();

    Traffic(Backend backend) {
        this.backend = backend;
        serdes = AvroSerdes.connect(backend.registryUrl());
        serdes.warmUp(PATIENCE);
        client = TielineClient.connect(ClientConfig.builder(backend.kafka().bootstrapServers(), backend.registryUrl())
                .tenant("default")
                .defaultDeadline(DEADLINE)
                .build());
        evidence = new Evidence(backend.kafka().clientProperties(Map.of()), serdes);
    }

    /** To Kafka, all at once. */
    void submit(int count) {
        for (int i = 0; i < count; i++) {
            Request request = Request.on("summarize")
                    .lane(Lane.BATCH)
                    .user(TEXT)
                    .maxOutputTokens(100)
                    .build();
            submitted.add(request.requestId());
            var _ = client.submit(request);
        }
    }

    /** To the gateway, one after the other; the statuses of the answers. */
    Future<List<Integer>> overHttp(int count) {
        FutureTask<List<Integer>> calls = new FutureTask<>(() -> {
            List<Integer> statuses = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                statuses.add(http.send(chat(), BodyHandlers.discarding()).statusCode());
            }
            return statuses;
        });
        Thread.ofVirtual().name("over-http").start(calls);
        return calls;
    }

    private HttpRequest chat() {
        return HttpRequest.newBuilder(backend.gatewayUrl().resolve("/v1/chat/completions"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + Stack.KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                        {"model": "summarize", "messages": [{"role": "user", "content": "%s"}]}""".formatted(TEXT)))
                .build();
    }

    /** Waits until so many of those that were submitted to Kafka have a reply. */
    void awaitAnswered(int count) {
        Awaitility.await().atMost(PATIENCE).pollInSameThread().until(() -> {
            evidence.read(_ -> {});
            return answered() >= count;
        });
    }

    private long answered() {
        return submitted.stream().filter(evidence.replies()::containsKey).count();
    }

    /** All that were submitted to Kafka are answered with success, once. */
    void assertEachAnsweredOnce() {
        assertThat(evidence.accepted()).containsExactlyInAnyOrderElementsOf(submitted);
        assertThat(submitted)
                .allSatisfy(id -> assertThat(evidence.replies().get(id))
                        .singleElement()
                        .satisfies(seen -> assertThat(seen.reply().getOutcome()).isEqualTo(Outcome.COMPLETED)));
    }

    @Override
    public void close() {
        client.close();
        evidence.close();
        serdes.close();
        http.close();
    }
}
