package io.tieline.gateway.anthropic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.batches.BatchCreateParams;
import com.anthropic.models.messages.batches.MessageBatch;
import com.anthropic.models.messages.batches.MessageBatchIndividualResponse;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Canned;
import io.tieline.gateway.words.Failures;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.gateway.words.Records;
import io.tieline.gateway.words.ServerEvent;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Role;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Anthropic's own SDK as the judge. */
class AnthropicSdkTest {
    private static final Job JOB =
            Records.job(JobApi.ANTHROPIC, JobState.COMPLETED).build();

    private final Canned server = new Canned();
    private final AnthropicClient client = AnthropicOkHttpClient.builder()
            .baseUrl(server.url())
            .apiKey("dev")
            .maxRetries(0)
            .build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static MessageCreateParams.Builder params() {
        return MessageCreateParams.builder().model("summarize").maxTokens(50).addUserMessage("Hi.");
    }

    private Message ask(MessageCreateParams params, InferenceReply reply) {
        server.answers(200, "application/json", AnthropicMessage.of(reply).toString());
        return client.messages().create(params).validate();
    }

    private MessagesRequest sent() {
        return ((Reading.Fine<MessagesRequest>)
                        MessagesRequest.read(Json.read(server.sent()).orElseThrow()))
                .value();
    }

    @Test
    void readsWhatTheSdkWrites() {
        // When
        Message answer = ask(
                params().system("Be brief.")
                        .putAdditionalBodyProperty("temperature", JsonValue.from(0.5))
                        .stopSequences(List.of("END"))
                        .addTool(Tool.builder()
                                .name("weather")
                                .inputSchema(Tool.InputSchema.builder()
                                        .type(JsonValue.from("object"))
                                        .build())
                                .build())
                        .build(),
                Records.answer("A cat.").setFinishReason("length").build());
        InferenceRequest request = complete(sent().request());

        // Then
        assertThat(answer.content().getFirst().asText().text()).isEqualTo("A cat.");
        assertThat(answer.stopReason().orElseThrow().asString()).isEqualTo("max_tokens");
        assertThat(answer.usage().inputTokens()).isEqualTo(6);
        assertThat(answer.usage().cacheReadInputTokens()).hasValue(4L);
        assertThat(request.getMessages().getFirst().getRole()).isEqualTo(Role.SYSTEM);
        assertThat(request.getMessages().get(1).getContent()).isEqualTo("Hi.");
        assertThat(request.getMaxOutputTokens()).isEqualTo(50);
        assertThat(request.getTemperature()).isEqualTo(0.5);
        assertThat(request.getStop()).containsExactly("END");
        assertThat(request.getTools().getFirst().getParameters()).contains("\"type\":\"object\"");
        assertThat(request.getTruncationAllowed()).isTrue();
        assertThat(request.getVendorFields()).isEmpty();
    }

    @Test
    void takesBackToolCallsThatItWrote() {
        // Given
        Message asked = ask(params().build(), Records.toolCall());

        // When
        ask(
                params().addMessage(asked)
                        .addUserMessageOfContentBlockParams(Stream.of("call_1", "call_2")
                                .map(id -> com.anthropic.models.messages.ContentBlockParam.ofToolResult(
                                        com.anthropic.models.messages.ToolResultBlockParam.builder()
                                                .toolUseId(id)
                                                .content("rain")
                                                .build()))
                                .toList())
                        .build(),
                Records.answer("Rain.").build());

        // Then
        InferenceRequest request = complete(sent().request());
        assertThat(request.getMessages().get(1).getToolCalls())
                .isEqualTo(Records.toolCall().getToolCalls());
        assertThat(request.getMessages()).hasSize(4);
        assertThat(request.getMessages().getLast().getToolCallId()).isEqualTo("call_2");
    }

    @Test
    void streamsWhatTheSdkPutsTogetherAgain() {
        // Given
        String events = AnthropicMessage.events(Records.toolCall()).stream()
                .map(ServerEvent::wire)
                .collect(Collectors.joining());
        server.answers(200, "text/event-stream", events);
        MessageAccumulator all = MessageAccumulator.create();

        // When
        try (StreamResponse<RawMessageStreamEvent> stream = client.messages().createStreaming(params().build())) {
            stream.stream().forEach(event -> all.accumulate(event.validate()));
        }

        // Then
        Message whole = all.message();
        assertThat(whole.content()).hasSize(3);
        assertThat(whole.content().getFirst().asText().text())
                .isEqualTo(Records.toolCall().getText());
        assertThat(whole.content().get(1).asToolUse()._input().toString())
                .contains("Łódka")
                .contains("3");
        assertThat(whole.stopReason().orElseThrow().asString()).isEqualTo("tool_use");
        assertThat(whole.usage().outputTokens()).isEqualTo(5);
        assertThat(events).contains("event: ping\n");
        assertThat(sent().stream()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "provider.overloaded, 529, overloaded_error",
        "provider.rate_limited.burst, 429, rate_limit_error",
        "policy.tenant_not_allowed, 403, permission_error",
        "request.invalid, 400, invalid_request_error",
        "request.unknown_route, 404, not_found_error",
        "deadline.exceeded, 504, timeout_error",
        "provider.server_error, 502, api_error"
    })
    void failsAsTheRealOneDoes(String code, int status, String type) {
        // Given
        ApiError error = Failures.of(Records.failure(Outcome.FAILED, code));
        AnthropicErrors words = AnthropicErrors.INSTANCE;
        server.answers(
                words.status(error),
                "application/json",
                words.body(error, "req_1").toString());

        // When
        AnthropicServiceException thrown = catchThrowableOfType(
                AnthropicServiceException.class, () -> client.messages().create(params().build()));

        // Then
        assertThat(thrown.statusCode()).isEqualTo(status);
        assertThat(thrown.body().toString())
                .contains(type)
                .contains("it went wrong")
                .contains("req_1");
    }

    /** The requests of a batch that ask for what the tests ask for. */
    private static List<String> lines(String body) throws IOException {
        List<String> lines = new ArrayList<>();
        var _ = MessageBatchCreate.read(
                new ByteArrayInputStream(body.getBytes(StandardCharsets.UTF_8)),
                (model, line) -> {
                    assertThat(model).isEqualTo("summarize");
                    lines.add(line);
                },
                _ -> {});
        return lines;
    }

    @ParameterizedTest
    @EnumSource(JobState.class)
    void tellsOfBatches(JobState state) throws IOException {
        // Given
        Job job = Records.job(JobApi.ANTHROPIC, state)
                .setEndedAt(Records.AT)
                .setOutputFileId("file-out")
                .build();
        server.answers(
                200, "application/json", MessageBatches.of(job, "http://here").toString());

        // When
        MessageBatch batch = client.messages()
                .batches()
                .create(BatchCreateParams.builder()
                        .addRequest(BatchCreateParams.Request.builder()
                                .customId("a-1")
                                .params(BatchCreateParams.Request.Params.builder()
                                        .model("summarize")
                                        .maxTokens(9)
                                        .addUserMessage("Hi.")
                                        .build())
                                .build())
                        .build())
                .validate();

        // Then
        List<String> lines = lines(server.sent());
        boolean ended = MessageBatches.hasEnded(job);
        assertThat(lines).hasSize(1);
        assertThat(AnthropicLines.INSTANCE.read(lines.getFirst(), 1, job))
                .isInstanceOf(io.tieline.gateway.jobs.LineFormat.Line.Asked.class);
        assertThat(batch.requestCounts().processing()).isEqualTo(ended ? 0 : 9);
        assertThat(batch.requestCounts().errored()).isEqualTo(ended ? 3 : 0);
        assertThat(batch.resultsUrl().orElse(""))
                .isEqualTo(ended ? "http://here/v1/messages/batches/job_1/results" : "");
        assertThat(batch.processingStatus().known()).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "COMPLETED, , succeeded",
        "FAILED, provider.server_error, errored",
        "REJECTED, request.invalid, errored",
        "EXPIRED, deadline.exceeded, expired",
        "CANCELLED, caller.cancelled, canceled"
    })
    void writesResultsThatTheSdkReads(Outcome outcome, @org.jspecify.annotations.Nullable String code, String type) {
        // Given
        InferenceReply reply = code == null ? Records.toolCall() : Records.failure(outcome, code);
        server.answers(200, "application/x-jsonl", AnthropicLines.INSTANCE.write("a-1", reply, JOB) + "\n");

        // When
        try (StreamResponse<MessageBatchIndividualResponse> results =
                client.messages().batches().resultsStreaming("job_1")) {
            MessageBatchIndividualResponse result =
                    results.stream().findFirst().orElseThrow().validate();

            // Then
            assertThat(result.customId()).isEqualTo("a-1");
            assertThat(result.result().toString().toLowerCase(java.util.Locale.ROOT))
                    .contains(type);
        }
    }

    @Test
    void listsModels() {
        // Given
        server.answers(
                200,
                "application/json",
                MessageBatches.models(List.of("summarize")).toString());

        // Then
        assertThat(client.models().list().items().getFirst().id()).isEqualTo("summarize");
    }

    /** What the gateway adds. */
    private static InferenceRequest complete(InferenceRequest.Builder request) {
        return request.setRequestId("r")
                .setTenant("acme")
                .setCreatedAt(Records.AT)
                .setDeadline(Records.AT)
                .build();
    }
}
