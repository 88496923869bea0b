package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Batches that aren't as they should be, over HTTP and against all of it: they end as at the vendors. */
class MalformedBatchesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]";
    private static final String CHAT = "{\"model\":\"summarize\"," + MESSAGES + "}";
    private static final String URL = "\"url\":\"/v1/chat/completions\"";
    private static final String BATCHES = "/v1/batches";
    private static final String MESSAGE_BATCHES = "/v1/messages/batches";

    private static Stack stack;

    @BeforeAll
    static void start() {
        stack = Stack.start(StackOptions.fresh().withSpeed(100).withGateway(0), _ -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @AfterEach
    void clearFaults() {
        stack.simulator().clearFaults();
    }

    private static String line(String id, String body) {
        return "{\"custom_id\":\"" + id + "\",\"method\":\"POST\"," + URL + ",\"body\":" + body + "}\n";
    }

    private static String line(String id) {
        return line(id, CHAT);
    }

    /** What is wrong, an input, and the errors that it fails with: code, line, param. */
    static Stream<Arguments> wrongLines() {
        String body = ",\"body\":" + CHAT + "}\n";
        return Stream.of(
                arguments("no JSON", "no json\n" + line("a"), List.of("invalid_json_line 1 null")),
                arguments("no object", line("a") + "[]\n", List.of("invalid_json_line 2 null")),
                arguments("a mark of byte order", "\uFEFF" + line("a"), List.of("invalid_json_line 1 null")),
                arguments("a blank line", line("a") + "\n" + line("b"), List.of("invalid_json_line 2 null")),
                arguments(
                        "fields that are missing",
                        "{\"method\":\"POST\"," + URL + body + "{\"custom_id\":\"b\"," + URL + body
                                + "{\"custom_id\":\"c\",\"method\":\"POST\"" + body
                                + "{\"custom_id\":\"d\",\"method\":\"POST\"," + URL + "}\n",
                        List.of(
                                "missing_required_parameter 1 custom_id",
                                "missing_required_parameter 2 method",
                                "missing_required_parameter 3 url",
                                "missing_required_parameter 4 body")),
                arguments(
                        "bodies without what all must have",
                        line("a", "{" + MESSAGES + "}") + line("b", "{\"model\":\"summarize\"}"),
                        List.of("invalid_request 1 body.model", "invalid_request 2 body.messages")),
                arguments(
                        "a stream",
                        line("a") + line("b").replace("{\"model", "{\"stream\":true,\"model"),
                        List.of("streaming_unsupported 2 body.stream")));
    }

    /** The same, where each line is fine for itself. */
    static Stream<Arguments> wrongFiles() {
        return Stream.of(
                arguments("nothing", "", List.of("empty_file null null")),
                arguments("an id twice", line("a") + line("b") + line("a"), List.of("duplicate_custom_id 3 custom_id")),
                arguments(
                        "another endpoint",
                        line("a") + line("b").replace("/v1/chat/completions", "/v1/embeddings"),
                        List.of("url_mismatch 2 url")),
                arguments(
                        "two models",
                        line("a") + line("b").replace("summarize", "travel"),
                        List.of("model_mismatch 2 body.model")),
                arguments(
                        "a model that isn't there",
                        (line("a") + line("b")).replace("summarize", "none"),
                        List.of("model_not_found 1 body.model")),
                arguments(
                        "a line too many",
                        IntStream.rangeClosed(0, 50_000)
                                .mapToObj(each -> line("c" + each, CHAT))
                                .collect(Collectors.joining()),
                        List.of("too_many_tasks null null")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"wrongLines", "wrongFiles"})
    void shouldFailForInputThatIsWrong(String what, String input, List<String> errors) {
        // When
        JsonNode batch = await(BATCHES, create(upload(input)), "failed");

        // Then
        assertThat(errors(batch)).as(what).isEqualTo(errors);
        assertFailedBeforeItBegan(batch);
        assertThat(text(post(BATCHES + "/" + id(batch) + "/cancel", "", 409), "/error/message"))
                .isEqualTo("Cannot cancel a batch with status 'failed'.");
    }

    @Test
    void shouldFailWithoutItsInput() {
        // When
        JsonNode batch = await(BATCHES, create("file-none"), "failed");

        // Then
        assertThat(errors(batch)).containsExactly("invalid_request null file_id");
        assertThat(text(batch, "/errors/data/0/message"))
                .isEqualTo("Cannot find file file-none, or organization default does not have access to it.");
        assertFailedBeforeItBegan(batch);
    }

    private static void assertFailedBeforeItBegan(JsonNode batch) {
        assertThat(batch.path("failed_at").isIntegralNumber()).isTrue();
        assertThat(batch.path("expires_at").isIntegralNumber()).isTrue();
        assertThat(batch.path("request_counts").toString()).isEqualTo("{\"total\":0,\"completed\":0,\"failed\":0}");
        for (String field : List.of(
                "in_progress_at",
                "finalizing_at",
                "completed_at",
                "expired_at",
                "cancelling_at",
                "cancelled_at",
                "output_file_id",
                "error_file_id",
                "metadata")) {
            assertThat(batch.has(field)).as(field).isTrue();
            assertThat(batch.path(field).isNull()).as(field).isTrue();
        }
    }

    @Test
    void shouldCompleteThoughAllLinesFail() throws IOException {
        // Given
        String wrong = CHAT.replace("{\"model", "{\"n\":2,\"model");

        // When
        JsonNode batch = await(BATCHES, create(upload(line("a", wrong) + line("b", wrong))), "completed");

        // Then
        assertThat(batch.path("output_file_id").isNull()).isTrue();
        assertThat(batch.path("errors").isNull()).isTrue();
        assertThat(batch.path("request_counts").toString()).isEqualTo("{\"total\":2,\"completed\":0,\"failed\":2}");

        // And
        List<JsonNode> failed = lines("/v1/files/" + text(batch, "/error_file_id") + "/content");
        assertThat(failed).extracting(each -> text(each, "/custom_id")).containsExactlyInAnyOrder("a", "b");
        assertThat(failed).allSatisfy(each -> {
            assertThat(each.path("error").isNull()).isTrue();
            assertThat(each.at("/response/status_code").asInt()).isEqualTo(400);
            assertThat(text(each, "/response/body/error/param")).isEqualTo("n");
        });

        // And
        JsonNode refused = post(BATCHES + "/" + id(batch) + "/cancel", "", 409);
        assertThat(refused.path("error").toString())
                .isEqualTo("{\"message\":\"Cannot cancel a batch with status 'completed'.\","
                        + "\"type\":\"invalid_request_error\",\"param\":null,\"code\":null}");
    }

    @Test
    void shouldBeCancelledMoreThanOnce() throws IOException {
        // Given
        stack.simulator().inject(Fault.of(Fault.EVERY_ENDPOINT, new Effect.Hang()));
        String id = id(await(BATCHES, create(upload(line("a") + line("b"))), "in_progress"));
        String cancel = BATCHES + "/" + id + "/cancel";

        // When
        assertThat(text(post(cancel, "", 200), "/status")).isEqualTo("cancelling");
        post(cancel, "", 200);
        JsonNode batch = await(BATCHES, id, "cancelled");

        // Then
        assertThat(text(post(cancel, "", 200), "/status")).isEqualTo("cancelled");
        assertThat(batch.path("output_file_id").isNull()).isTrue();
        assertThat(lines("/v1/files/" + text(batch, "/error_file_id") + "/content"))
                .hasSize(2)
                .allSatisfy(each -> {
                    assertThat(text(each, "/error/code")).isEqualTo("batch_cancelled");
                    assertThat(each.path("response").isNull()).isTrue();
                });
    }

    @Test
    void shouldEndAMessageBatchOfWhichAllRequestsFail() throws IOException {
        // Given
        String requests = "{\"requests\":[{\"custom_id\":\"a\",\"params\":{\"model\":\"summarize\",\"max_tokens\":9}},"
                + "{\"custom_id\":\"b\",\"params\":{\"model\":\"none\",\"max_tokens\":9," + MESSAGES + "}},"
                + "{\"custom_id\":\"c\",\"params\":{\"model\":\"summarize\",\"max_tokens\":9,\"stream\":true,"
                + MESSAGES
                + "}}]}";

        // When
        JsonNode begun = post(MESSAGE_BATCHES, requests, 200);
        JsonNode batch = await(MESSAGE_BATCHES, id(begun), "ended");

        // Then
        assertThat(begun.at("/request_counts/processing").asInt()).isEqualTo(3);
        assertThat(batch.path("request_counts").toString())
                .isEqualTo("{\"processing\":0,\"succeeded\":0,\"errored\":3,\"canceled\":0,\"expired\":0}");
        assertThat(lines(MESSAGE_BATCHES + "/" + id(batch) + "/results"))
                .extracting(each -> text(each, "/custom_id") + " " + text(each, "/result/error/error/type") + ": "
                        + text(each, "/result/error/error/message"))
                .satisfiesExactly(
                        a -> assertThat(a).isEqualTo("a invalid_request_error: messages: Field required"),
                        b -> assertThat(b).startsWith("b not_found_error: "),
                        c -> assertThat(c)
                                .isEqualTo("c invalid_request_error: \"stream=True\" is not supported in the Message"
                                        + " Batches API"));

        // And
        String path = MESSAGE_BATCHES + "/" + id(batch);
        assertThat(text(post(path + "/cancel", "", 200), "/processing_status")).isEqualTo("ended");
        assertThat(text(delete(path, 200), "/type")).isEqualTo("message_batch_deleted");
        assertThat(text(get(path, 404), "/error/message")).isEqualTo("Message Batch " + id(batch) + " not found.");
    }

    @Test
    void shouldTellOfAMessageBatchThatIsUnderWay() throws IOException {
        // Given
        stack.simulator().inject(Fault.of(Fault.EVERY_ENDPOINT, new Effect.Hang()));
        String params = "{\"model\":\"summarize\",\"max_tokens\":9," + MESSAGES + "}";
        JsonNode begun = post(MESSAGE_BATCHES, "{\"requests\":[{\"custom_id\":\"a\",\"params\":" + params + "}]}", 200);
        String path = MESSAGE_BATCHES + "/" + id(begun);

        // Then
        assertThat(text(get(path + "/results", 404), "/error/message"))
                .isEqualTo("Message Batch " + id(begun) + " has no available results.");
        assertThat(text(delete(path, 400), "/error/message"))
                .isEqualTo("In progress batches cannot be deleted. Consider canceling the batch instead.");

        // When
        JsonNode canceling = post(path + "/cancel", "", 200);
        JsonNode batch = await(MESSAGE_BATCHES, id(begun), "ended");

        // Then
        assertThat(text(canceling, "/processing_status")).isEqualTo("canceling");
        assertThat(canceling.path("cancel_initiated_at").isTextual()).isTrue();
        assertThat(batch.at("/request_counts/canceled").asInt()).isEqualTo(1);
        assertThat(lines(path + "/results"))
                .extracting(JsonNode::toString)
                .containsExactly("{\"custom_id\":\"a\",\"result\":{\"type\":\"canceled\"}}");
    }

    private static JsonNode await(String collection, String id, String state) {
        String path = collection + "/" + id;
        return Awaitility.await()
                .atMost(PATIENCE)
                .until(
                        () -> get(path, 200),
                        batch -> state.equals(text(batch, "/status"))
                                || state.equals(text(batch, "/processing_status")));
    }

    private static List<String> errors(JsonNode batch) {
        return batch.at("/errors/data")
                .valueStream()
                .map(error -> text(error, "/code") + " " + error.path("line") + " " + text(error, "/param"))
                .toList();
    }

    private static String text(JsonNode node, String path) {
        return String.valueOf(node.at(path).textValue());
    }

    private static String id(JsonNode thing) {
        return text(thing, "/id");
    }

    private static String create(String file) {
        return id(post(
                BATCHES,
                "{\"input_file_id\":\"" + file
                        + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}",
                200));
    }

    private static String upload(String content) {
        String form = "--limit\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--limit\r\n"
                + "Content-Disposition: form-data; name=\"file\"; filename=\"in.jsonl\"\r\n\r\n" + content
                + "\r\n--limit--\r\n";
        HttpRequest.Builder request = request("/v1/files")
                .header("Content-Type", "multipart/form-data; boundary=limit")
                .POST(BodyPublishers.ofString(form));
        return id(json(send(request, 200)));
    }

    private static JsonNode post(String path, String body, int status) {
        return json(send(request(path).POST(BodyPublishers.ofString(body)), status));
    }

    private static JsonNode get(String path, int status) {
        return json(send(request(path), status));
    }

    private static JsonNode delete(String path, int status) {
        return json(send(request(path).DELETE(), status));
    }

    private static List<JsonNode> lines(String path) throws IOException {
        return send(request(path), 200).lines().map(MalformedBatchesIT::json).toList();
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(stack.gatewayUrl().orElseThrow() + path))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + Stack.KEY);
    }

    private static String send(HttpRequest.Builder request, int status) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
            return response.body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }
}
