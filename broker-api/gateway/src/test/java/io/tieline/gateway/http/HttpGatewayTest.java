package io.tieline.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.client.Lane;
import io.tieline.gateway.requests.FakeBroker.Asked;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Records;
import io.tieline.schemas.avro.Outcome;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpGatewayTest {
    static final String CHAT = "{\"model\":\"summarize\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi.\"}]}";
    private static final String STREAM = CHAT.replace("{\"model", "{\"stream\":true,\"model");
    static final String MESSAGE = CHAT.replace("{\"model", "{\"max_tokens\":9,\"model");
    private static final String LINE =
            "{\"custom_id\":\"a\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":" + CHAT + "}\n";

    @TempDir
    private Path folder;

    private HttpScene scene;

    @BeforeEach
    void open() {
        scene = new HttpScene(folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    static JsonNode json(HttpResponse<String> response) {
        return Json.read(response.body()).orElseThrow(() -> new AssertionError(response.body()));
    }

    static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    @Test
    void shouldAnswerAChat() {
        // Given
        scene.answersAll("Hello.");

        // When
        HttpResponse<String> response = scene.post("acme", "/v1/chat/completions", CHAT);

        // Then
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(json(response).at("/choices/0/message/content").asText()).isEqualTo("Hello.");
        assertThat(header(response, "tieline-provider")).isEqualTo("openai");
        assertThat(header(response, "content-type")).isEqualTo("application/json");

        // And
        Asked asked = scene.broker.asked().getFirst();
        assertThat(asked.lane()).isEqualTo(Lane.INTERACTIVE);
        assertThat(asked.request().getTenant()).isEqualTo("acme");
        assertThat(header(response, "x-request-id"))
                .isEqualTo("req_" + asked.request().getRequestId());
        assertThat(asked.request().getDeadline())
                .isEqualTo(asked.request().getCreatedAt().plusSeconds(20));
    }

    @Test
    void shouldAnswerAsEvents() {
        // Given
        scene.answersAll("Hello.");

        // When
        HttpResponse<String> chat = scene.post("acme", "/v1/chat/completions", STREAM);
        HttpResponse<String> message =
                scene.post("acme", "/v1/messages", MESSAGE.replace("{\"max", "{\"stream\":true,\"max"));

        // Then
        assertThat(chat.body()).contains("\"content\":\"Hello.\"").endsWith("data: [DONE]\n\n");
        assertThat(header(chat, "content-type")).startsWith("text/event-stream");
        assertThat(message.body()).startsWith("event: message_start\n").contains("event: message_stop\n");
    }

    @ParameterizedTest
    @CsvSource({
        "'', /v1/chat/completions, false, 401, invalid_api_key",
        "nobody, /v1/chat/completions, false, 401, invalid_api_key",
        "nobody, /v1/messages, false, 401, authentication_error",
        "nobody, /v1/models, true, 401, authentication_error",
        "nobody, /v1/models, false, 401, invalid_api_key",
        "nobody, /v1/jobs, false, 401, unauthenticated",
        "acme, /v1/nothing, false, 404, invalid_request_error",
        "acme, /v1/messages/nothing/at/all/here, true, 404, not_found_error",
        "acme, /v1/jobs/a/b/c, false, 404, not_found",
        "acme, /v1/chat/completions, false, 405, invalid_request_error",
    })
    void shouldRefuseInTheWordsOfEachApi(String key, String path, boolean anthropic, int status, String word) {
        // When
        var request = scene.request(key, path);
        HttpResponse<String> response =
                scene.send(anthropic ? request.header("anthropic-version", "2023-06-01") : request);

        // Then
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.body()).contains('"' + word + '"');
        assertThat(header(response, "x-should-retry")).isEqualTo("false");
        assertThat(header(response, "request-id")).startsWith("req_");
        json(response);
    }

    @Test
    void shouldLetNobodySubmitWithAReadersKey() {
        // Then
        assertThat(scene.post("reader", "/v1/chat/completions", CHAT).statusCode())
                .isEqualTo(403);
        assertThat(scene.get("reader", "/v1/files").statusCode()).isEqualTo(200);
        assertThat(scene.broker.asked()).isEmpty();
    }

    @Test
    void shouldTakeTheKeyFromEitherHeader() {
        // Given
        scene.answersAll("Hello.");

        // Then
        assertThat(scene.post("", "/v1/messages", MESSAGE, "x-api-key", "acme").statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/chat/completions, nonsense, 400",
        "/v1/chat/completions, {}, 400",
        "/v1/messages, nonsense, 400",
        "/v1/messages, {}, 400",
        "/v1/requests, {}, 400",
        "/v1/jobs, {}, 400",
        "/v1/batches, {}, 400",
        "/v1/embeddings, {}, 400",
        "/v1/files, {}, 400",
        "/v1/messages/batches, {}, 400",
    })
    void shouldRefuseWhatIsNoRequest(String path, String body, int status) {
        assertThat(scene.post("acme", path, body).statusCode()).isEqualTo(status);
    }

    @Test
    void shouldKnowOnlyTheModelsOfTheCatalogueAndTheKey() {
        // When
        HttpResponse<String> unknown =
                scene.post("acme", "/v1/chat/completions", CHAT.replace("summarize", "gpt-none"));
        HttpResponse<String> message = scene.post("acme", "/v1/messages", MESSAGE.replace("summarize", "none"));
        HttpResponse<String> narrow = scene.post("narrow", "/v1/chat/completions", CHAT);

        // Then
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(json(unknown).at("/error/code").asText()).isEqualTo("model_not_found");
        assertThat(message.statusCode()).isEqualTo(404);
        assertThat(json(message).at("/error/type").asText()).isEqualTo("not_found_error");
        assertThat(narrow.statusCode()).isEqualTo(404);

        // And
        assertThat(ids(scene.get("acme", "/v1/models")))
                .containsExactly("summarize", "describe", "gpt-x", "openai-eu/gpt-x");
        assertThat(ids(scene.get("narrow", "/v1/models"))).containsExactly("describe");
        assertThat(json(scene.get("acme", "/v1/models/openai-eu%2Fgpt-x"))
                        .path("object")
                        .asText())
                .isEqualTo("model");
        assertThat(scene.get("narrow", "/v1/models/summarize").statusCode()).isEqualTo(404);
        assertThat(json(scene.send(scene.request("acme", "/v1/models").header("anthropic-version", "2023-06-01")))
                        .at("/data/0/type")
                        .asText())
                .isEqualTo("model");
    }

    static List<String> ids(HttpResponse<String> list) {
        return StreamSupport.stream(json(list).path("data").spliterator(), false)
                .map(item -> item.path("id").asText())
                .toList();
    }

    @Test
    void shouldTellOfFailures() {
        // Given
        scene.broker.answerAll(request -> Records.failure(Outcome.FAILED, "provider.overloaded"));

        // When
        HttpResponse<String> chat = scene.post("acme", "/v1/chat/completions", STREAM);
        HttpResponse<String> message = scene.post("acme", "/v1/messages", MESSAGE);

        // Then
        assertThat(chat.statusCode()).isEqualTo(503);
        assertThat(header(chat, "retry-after")).isEqualTo("10");
        assertThat(header(chat, "x-should-retry")).isEqualTo("true");
        assertThat(header(chat, "tieline-error")).isEqualTo("provider.overloaded");
        assertThat(header(chat, "tieline-request-id")).isNotEmpty();
        assertThat(message.statusCode()).isEqualTo(529);
    }

    @Test
    void shouldAcceptNothingWhileKafkaIsAway() {
        // Given
        String file = json(scene.upload("acme", "in.jsonl", LINE)).path("id").asText();
        scene.broker.away(true);
        scene.jobs.away(true);
        scene.topic.goAway();

        // Then
        assertThat(List.of(
                        scene.post("acme", "/v1/chat/completions", CHAT),
                        scene.post("acme", "/v1/messages", MESSAGE),
                        scene.upload("acme", "a.jsonl", LINE),
                        scene.post("acme", "/v1/batches", batch(file)),
                        scene.get("acme", "/v1/batches/none"),
                        scene.get("acme", "/v1/files/none")))
                .allSatisfy(response -> {
                    assertThat(response.statusCode()).isEqualTo(503);
                    assertThat(header(response, "retry-after")).isNotEmpty();
                });
    }

    private static String batch(String file) {
        return "{\"input_file_id\":\"" + file
                + "\",\"endpoint\":\"/v1/chat/completions\",\"completion_window\":\"24h\"}";
    }

    @Test
    void shouldKeepFilesForTheirTenantAlone() {
        // When
        HttpResponse<String> uploaded = scene.upload("acme", "in.jsonl", LINE);
        String id = json(uploaded).path("id").asText();

        // Then
        assertThat(json(uploaded).path("bytes").asInt()).isEqualTo(LINE.length());
        assertThat(scene.get("acme", "/v1/files/" + id + "/content").body()).isEqualTo(LINE);
        assertThat(ids(scene.get("acme", "/v1/files?purpose=batch&limit=1"))).containsExactly(id);
        assertThat(ids(scene.get("mallory", "/v1/files"))).isEmpty();
        assertThat(scene.get("mallory", "/v1/files/" + id).statusCode()).isEqualTo(404);
        assertThat(scene.get("mallory", "/v1/files/" + id + "/content").statusCode())
                .isEqualTo(404);
        assertThat(scene.delete("mallory", "/v1/files/" + id).statusCode()).isEqualTo(404);

        // And
        assertThat(json(scene.delete("acme", "/v1/files/" + id)).path("deleted").asBoolean())
                .isTrue();
        assertThat(scene.get("acme", "/v1/files/" + id).statusCode()).isEqualTo(404);
    }

    @Test
    void shouldRefuseFilesThatAreTooLongOrNotNamedAsLines() {
        // Then
        assertThat(scene.upload("acme", "in.txt", LINE).body()).contains("Must be .jsonl");
        assertThat(scene.upload("acme", "in.jsonl", "x".repeat(2 * 1024 * 1024 + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(scene.upload("acme", "in.jsonl", "x".repeat(3 * 1024 * 1024)).statusCode())
                .isEqualTo(413);
        assertThat(scene.post("acme", "/v1/chat/completions", "x".repeat(1024 * 1024 + 1))
                        .statusCode())
                .isEqualTo(413);
        assertThat(scene.topic.keys()).isEmpty();
        assertThat(folder.resolve("uploads")).isEmptyDirectory();
    }

    @Test
    void shouldTellSendersOfFarTooMuchWhileTheyStillSend() {
        // Given
        String much = "x".repeat(8 * 1024 * 1024);

        // Then a sender that is cut off in mid-sending would see a reset instead
        for (int i = 0; i < 20; i++) {
            assertThat(scene.upload("acme", "in.jsonl", much).statusCode()).isEqualTo(413);
        }
    }

    @Test
    void shouldMakeListAndCancelBatches() {
        // Given
        String file = json(scene.upload("acme", "in.jsonl", LINE)).path("id").asText();

        // When
        HttpResponse<String> created = scene.post("acme", "/v1/batches", batch(file));
        String id = json(created).path("id").asText();

        // Then
        assertThat(json(created).path("status").asText()).isEqualTo("validating");
        assertThat(id).matches("batch_[0-9a-f]{32}");
        assertThat(ids(scene.get("acme", "/v1/batches"))).containsExactly(id);
        assertThat(ids(scene.get("mallory", "/v1/batches"))).isEmpty();
        assertThat(scene.get("mallory", "/v1/batches/" + id).statusCode()).isEqualTo(404);
        assertThat(scene.post("mallory", "/v1/batches/" + id + "/cancel", "").statusCode())
                .isEqualTo(404);
        assertThat(scene.get("acme", "/v1/messages/batches/" + id).statusCode()).isEqualTo(404);
        assertThat(scene.post("narrow", "/v1/batches", batch(file)).statusCode())
                .isEqualTo(404);

        // When
        HttpResponse<String> cancelled = scene.post("acme", "/v1/batches/" + id + "/cancel", "");

        // Then
        assertThat(json(cancelled).path("status").asText()).isEqualTo("cancelling");
    }

    @Test
    void shouldWaitForTheReplyToWhatAnotherGatewayHasSubmittedForTheKey() {
        // Given a request that a gateway which is no more has submitted
        scene.submittedBefore = Optional.of("r-1");
        scene.broker.answer(
                Records.answer("Hello.").setRequestId("r-1").setTenant("acme").build());

        // When
        HttpResponse<String> answer = scene.post("acme", "/v1/chat/completions", CHAT, "Idempotency-Key", "k-1");

        // Then
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Hello.");
        assertThat(header(answer, "tieline-request-id")).isEqualTo("r-1");
        assertThat(scene.broker.asked()).isEmpty();
    }

    @Test
    void shouldAnswerTheSameToTheSameKey() {
        // Given
        scene.answersAll("Hello.");
        String[] key = {"Idempotency-Key", "k-1"};

        // When
        HttpResponse<String> first = scene.post("acme", "/v1/chat/completions", CHAT, key);
        HttpResponse<String> again = scene.post("acme", "/v1/chat/completions", CHAT, key);
        HttpResponse<String> other = scene.post("acme", "/v1/chat/completions", STREAM, key);
        HttpResponse<String> elsewhere = scene.post("mallory", "/v1/chat/completions", CHAT, key);

        // Then
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(header(again, "idempotent-replayed")).isEqualTo("true");
        assertThat(other.statusCode()).isEqualTo(409);
        assertThat(header(elsewhere, "idempotent-replayed")).isEmpty();
        assertThat(scene.broker.asked()).hasSize(2);

        // And
        String[] another = {"Idempotency-Key", "k-2"};
        assertThat(scene.upload("acme", "in.jsonl", LINE, another).body())
                .isEqualTo(scene.upload("acme", "in.jsonl", LINE, another).body());
        assertThat(scene.upload("acme", "in.jsonl", LINE + LINE, another).statusCode())
                .isEqualTo(409);
        assertThat(scene.topic.keys()).hasSize(1);
    }
}
