package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.dev.DemoModels;
import io.tieline.dev.Evidence;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A batch in OpenAI's words, whose primary provider goes dark for good when a part of it is answered. */
class BatchThroughOutageIT {
    private static final int LINES = 5_000;
    private static final int ANSWERED_BEFORE = 1_000;
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Set<String> ENDS = Set.of("completed", "failed", "expired", "cancelled");
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http = HttpClient.newHttpClient();
    private Stack stack;
    private Evidence evidence;

    @BeforeEach
    void start() {
        stack = Stack.start(StackOptions.fresh().withGateway(0), _ -> {});
        evidence = new Evidence(stack.kafka().clientProperties(Map.of()), stack.serdes());
    }

    @AfterEach
    void stop() {
        evidence.close();
        stack.close();
        http.close();
    }

    @Test
    void shouldAnswerEveryLineOnce() throws Exception {
        // Given
        long start = System.nanoTime();
        String id = submit(
                IntStream.range(0, LINES).mapToObj(BatchThroughOutageIT::line).collect(Collectors.joining()));
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> stack.simulator().stats().all().calls() >= ANSWERED_BEFORE);

        // When
        FaultHandle outage = stack.simulator().inject(Fault.of(DemoModels.primary(), new Effect.Reset()));
        JsonNode batch = await(id, now -> ENDS.contains(now.get("status").asText()));
        Duration wall = Duration.ofNanos(System.nanoTime() - start);

        // Then
        assertThat(batch.get("status").asText()).as("%s", batch).isEqualTo("completed");
        assertThat(batch.get("request_counts"))
                .isEqualTo(JSON.createObjectNode()
                        .put("total", LINES)
                        .put("completed", LINES)
                        .put("failed", 0));
        assertThat(batch.get("error_file_id").isNull()).isTrue();
        assertOneAnswerEach(get("/v1/files/" + batch.get("output_file_id").asText() + "/content"));

        // And
        assertNothingDoubled();
        long switches = switches();
        System.out.println(figures(wall, outage.taken(), switches));
        assertThat(switches).isPositive();
        assertThat(outage.taken()).isPositive();
    }

    private static void assertOneAnswerEach(String output) {
        List<String> answered =
                output.lines().map(BatchThroughOutageIT::answeredId).toList();
        Set<String> missing =
                IntStream.range(0, LINES).mapToObj(BatchThroughOutageIT::id).collect(Collectors.toSet());
        answered.forEach(missing::remove);
        assertThat(missing).isEmpty();
        assertThat(answered.size()).isEqualTo(LINES);
    }

    /** By what Kafka holds. */
    private void assertNothingDoubled() {
        Awaitility.await().atMost(PATIENCE).until(() -> {
            evidence.read(_ -> {});
            return evidence.isComplete(LINES);
        });
        assertThat(evidence.accepted().size()).isEqualTo(LINES);
        assertThat(evidence.replies().size()).isEqualTo(LINES);
        assertThat(evidence.replies().values().stream().filter(replies -> replies.size() > 1))
                .isEmpty();
    }

    private long switches() {
        return evidence.replies().values().stream()
                .filter(replies -> replies.getFirst().reply().getServedBy().getSwitched())
                .count();
    }

    private String figures(Duration wall, long cut, long switches) {
        double seconds = wall.toMillis() / 1000.0;
        return String.format(
                Locale.ROOT,
                "%,d lines in %.1f s, %.0f a second: %,d calls, %,d of them cut by the outage; %,d switches",
                LINES,
                seconds,
                LINES / seconds,
                stack.simulator().calls().size(),
                cut,
                switches);
    }

    private static String line(int number) {
        return """
                {"custom_id": "%s", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "summarize", \
                "messages": [{"role": "user", "content": "It is %s that tells of the tides."}]}}
                """.formatted(id(number), id(number));
    }

    private static String id(int number) {
        return "letter-" + number;
    }

    /** The custom id of a line with an answer to it: the simulated models repeat what a short text says. */
    private static String answeredId(String line) {
        try {
            JsonNode output = JSON.readTree(line);
            String id = output.get("custom_id").asText();
            assertThat(output.get("error").isNull()).as(line).isTrue();
            assertThat(output.at("/response/status_code").asInt()).as(line).isEqualTo(200);
            assertThat(output.at("/response/body/choices/0/message/content").asText())
                    .as(line)
                    .contains(id + " ");
            return id;
        } catch (IOException e) {
            throw new AssertionError("a line of the output is no JSON: " + line, e);
        }
    }

    private String submit(String lines) throws Exception {
        String form = """
                --edge\r
                Content-Disposition: form-data; name="purpose"\r
                \r
                batch\r
                --edge\r
                Content-Disposition: form-data; name="file"; filename="lines.jsonl"\r
                Content-Type: application/octet-stream\r
                \r
                %s\r
                --edge--\r
                """.formatted(lines);
        String file = created("/v1/files", "multipart/form-data; boundary=edge", form);
        return created(
                "/v1/batches",
                "application/json",
                JSON.createObjectNode()
                        .put("input_file_id", file)
                        .put("endpoint", "/v1/chat/completions")
                        .put("completion_window", "24h")
                        .toString());
    }

    private String created(String path, String type, String body) throws Exception {
        return JSON.readTree(send(request(path).header("Content-Type", type).POST(BodyPublishers.ofString(body))))
                .get("id")
                .asText();
    }

    private JsonNode await(String id, Predicate<JsonNode> condition) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(POLL)
                .until(() -> JSON.readTree(get("/v1/batches/" + id)), condition);
    }

    private String get(String path) throws Exception {
        return send(request(path));
    }

    private HttpRequest.Builder request(String path) {
        URI gateway = stack.gatewayUrl().orElseThrow();
        return HttpRequest.newBuilder(gateway.resolve(path)).header("Authorization", "Bearer " + Stack.KEY);
    }

    private String send(HttpRequest.Builder request) throws Exception {
        HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return response.body();
    }
}
