package io.tieline.gateway.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.OpenAIServiceException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionFunctionTool;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
import com.openai.models.files.FileObject;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Canned;
import io.tieline.gateway.words.Failures;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Reading;
import io.tieline.gateway.words.Records;
import io.tieline.gateway.words.ServerEvent;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.JobProblem;
import io.tieline.schemas.avro.JobState;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.StoredFile;
import io.tieline.schemas.avro.Usage;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** OpenAI's own SDK as the judge. */
class OpenAiSdkTest {
    private final Canned server = new Canned();
    private final OpenAIClient client = OpenAIOkHttpClient.builder()
            .baseUrl(server.url() + "/v1")
            .apiKey("dev")
            .maxRetries(0)
            .build();

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    private static ChatCompletionCreateParams.Builder params() {
        return ChatCompletionCreateParams.builder().model("summarize").addUserMessage("Hi.");
    }

    private ChatCompletion chat(ChatCompletionCreateParams params, InferenceReply reply) {
        server.answers(200, "application/json", Completions.of(reply).toString());
        return client.chat().completions().create(params).validate();
    }

    private ChatRequest sent() {
        return ((Reading.Fine<ChatRequest>)
                        ChatRequest.read(Json.read(server.sent()).orElseThrow()))
                .value();
    }

    @Test
    void readsWhatTheSdkWrites() {
        // When
        ChatCompletion answer = chat(question(), Records.answer("A cat.").build());
        InferenceRequest request = complete(sent().request());

        // Then
        assertThat(answer.choices().getFirst().message().content()).hasValue("A cat.");
        assertThat(answer.model()).isEqualTo("summarize");
        assertThat(answer.usage()
                        .orElseThrow()
                        .promptTokensDetails()
                        .orElseThrow()
                        .cachedTokens())
                .hasValue(4L);
        assertThat(request.getRoute()).isEqualTo("summarize");
        assertThat(request.getMessages().getFirst().getRole()).isEqualTo(Role.SYSTEM);
        assertThat(request.getMessages().get(1).getParts().get(1).getImage().getMediaType())
                .isEqualTo("image/png");
        assertThat(request.getMaxOutputTokens()).isEqualTo(50);
        assertThat(request.getTemperature()).isEqualTo(0.5);
        assertThat(request.getSeed()).isEqualTo(7);
        assertThat(request.getStop()).containsExactly("END");
        assertThat(request.getTools().getFirst().getName()).isEqualTo("weather");
        assertThat(request.getTruncationAllowed()).isTrue();
        assertThat(request.getVendorFields()).isEmpty();
    }

    private static ChatCompletionCreateParams question() {
        return ChatCompletionCreateParams.builder()
                .model("summarize")
                .addDeveloperMessage("Be brief.")
                .addUserMessageOfArrayOfContentParts(List.of(
                        ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                .text("What is it?")
                                .build()),
                        ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                        .url("data:image/png;base64,AQID")
                                        .build())
                                .build())))
                .maxCompletionTokens(50)
                .temperature(0.5)
                .putAdditionalBodyProperty("seed", JsonValue.from(7))
                .stop("END")
                .putAdditionalBodyProperty("user", JsonValue.from("u-1"))
                .store(true)
                .addTool(ChatCompletionFunctionTool.builder()
                        .function(FunctionDefinition.builder()
                                .name("weather")
                                .parameters(FunctionParameters.builder()
                                        .putAdditionalProperty("type", JsonValue.from("object"))
                                        .build())
                                .build())
                        .build())
                .build();
    }

    @Test
    void takesBackToolCallsThatItWrote() {
        // Given
        ChatCompletionMessage asked =
                chat(params().build(), Records.toolCall()).choices().getFirst().message();

        // When
        chat(
                params().addMessage(asked)
                        .addMessage(com.openai.models.chat.completions.ChatCompletionToolMessageParam.builder()
                                .toolCallId("call_1")
                                .content("rain")
                                .build())
                        .addMessage(com.openai.models.chat.completions.ChatCompletionToolMessageParam.builder()
                                .toolCallId("call_2")
                                .content("noon")
                                .build())
                        .build(),
                Records.answer("Rain.").build());

        // Then
        InferenceRequest request = complete(sent().request());
        assertThat(request.getMessages().get(1).getToolCalls())
                .isEqualTo(Records.toolCall().getToolCalls());
        assertThat(request.getMessages().getLast().getToolCallId()).isEqualTo("call_2");
    }

    @Test
    void streamsWhatTheSdkPutsTogetherAgain() {
        // Given
        server.answers(200, "text/event-stream", wire(Completions.events(Records.toolCall(), true)));
        ChatCompletionAccumulator all = ChatCompletionAccumulator.create();

        // When
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params().build())) {
            stream.stream().forEach(chunk -> all.accumulate(chunk.validate()));
        }

        // Then
        ChatCompletion whole = all.chatCompletion();
        ChatCompletion.Choice choice = whole.choices().getFirst();
        assertThat(choice.message().content()).hasValue(Records.toolCall().getText());
        assertThat(choice.finishReason().asString()).isEqualTo("tool_calls");
        assertThat(choice.message()
                        .toolCalls()
                        .orElseThrow()
                        .getFirst()
                        .asFunction()
                        .function()
                        .arguments())
                .isEqualTo(Records.toolCall().getToolCalls().getFirst().getArguments());
        assertThat(whole.usage().orElseThrow().totalTokens()).isEqualTo(15);
        assertThat(sent().stream()).isTrue();
    }

    private static String wire(List<ServerEvent> events) {
        return events.stream().map(ServerEvent::wire).collect(Collectors.joining());
    }

    @ParameterizedTest
    @CsvSource({"BASE64", "FLOAT"})
    void writesVectorsAsTheyAreAskedFor(String encoding) {
        // Given
        boolean base64 = encoding.equals("BASE64");
        InferenceReply reply = Records.reply(Outcome.COMPLETED)
                .setEmbeddings(List.of(List.of(1f, -0.5f), List.of(0f, 3.25f)))
                .setUsage(new Usage(6L, 0L, false, 0L))
                .setAttributes(base64 ? Map.of(EmbeddingsRequest.ENCODING, "base64") : Map.of())
                .build();
        server.answers(200, "application/json", Embeddings.of(reply).toString());

        // When
        CreateEmbeddingResponse answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("embed")
                        .inputOfArrayOfStrings(List.of("a", "b"))
                        .dimensions(2)
                        .encodingFormat(
                                EmbeddingCreateParams.EncodingFormat.of(encoding.toLowerCase(java.util.Locale.ROOT)))
                        .build())
                .validate();

        // Then
        InferenceRequest request = complete(((Reading.Fine<InferenceRequest.Builder>)
                        EmbeddingsRequest.read(Json.read(server.sent()).orElseThrow()))
                .value());
        assertThat(request.getOperation()).isEqualTo(Operation.EMBEDDINGS);
        assertThat(request.getInputs()).containsExactly("a", "b");
        assertThat(request.getDimensions()).isEqualTo(2);
        assertThat(request.getAttributes()).isEqualTo(reply.getAttributes());
        assertThat(answer.data().get(1).embedding()).containsExactly(0f, 3.25f);
    }

    @ParameterizedTest
    @CsvSource({
        "provider.overloaded, 503, server_is_overloaded",
        "provider.rate_limited.burst, 429, rate_limit_exceeded",
        "policy.budget_used_up, 429, insufficient_quota",
        "request.too_long, 400, context_length_exceeded",
        "caller.cancelled, 499, request_cancelled",
        "deadline.exceeded, 504, request_timeout",
        "policy.residency, 403,",
        "provider.server_error, 502,"
    })
    void failsAsTheRealOneDoes(String code, int status, @org.jspecify.annotations.Nullable String word) {
        // Given
        ApiError error = Failures.of(Records.failure(Outcome.FAILED, code));
        OpenAiErrors words = OpenAiErrors.INSTANCE;
        server.answers(
                words.status(error),
                "application/json",
                words.body(error, "req_1").toString());

        // When
        OpenAIServiceException thrown = catchThrowableOfType(
                OpenAIServiceException.class, () -> client.chat().completions().create(params().build()));

        // Then
        assertThat(thrown.statusCode()).isEqualTo(status);
        assertThat(thrown.code().orElse(null)).isEqualTo(word);
        assertThat(thrown).hasMessageContaining("it went wrong");
    }

    @ParameterizedTest
    @EnumSource(JobState.class)
    void tellsOfBatches(JobState state) {
        // Given
        server.answers(
                200,
                "application/json",
                Batches.of(Records.job(JobApi.OPENAI, state)
                                .setEndedAt(Records.AT)
                                .setProblems(List.of(new JobProblem("url_mismatch", "no", null, 3L)))
                                .build())
                        .toString());

        // When
        Batch batch = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId("file-in")
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .metadata(BatchCreateParams.Metadata.builder()
                                .putAdditionalProperty("team", JsonValue.from("news"))
                                .build())
                        .build())
                .validate();

        // Then
        BatchCreate create = ((Reading.Fine<BatchCreate>)
                        BatchCreate.read(Json.read(server.sent()).orElseThrow()))
                .value();
        assertThat(create.metadata()).containsExactly(Map.entry("team", "news"));
        assertThat(create.operation()).isEqualTo(Operation.CHAT);
        assertThat(batch.requestCounts().orElseThrow().total()).isEqualTo(9);
        assertThat(batch.errors().orElseThrow().data().orElseThrow().getFirst().line())
                .hasValue(3L);
        assertThat(batch.metadata().orElseThrow().toString()).contains("team").doesNotContain("tieline.own");
        assertThat(batch.status().known()).isNotNull();
    }

    @Test
    void tellsOfFilesAndModels() {
        // Given
        StoredFile file = new StoredFile("file-1", "acme", "in.jsonl", "batch", 5L, "ab", Records.AT, null, null);
        server.answers(
                200,
                "application/json",
                OpenAiObjects.page(List.of(OpenAiObjects.file(file)), false).toString());

        // When
        FileObject listed = client.files().list().items().getFirst().validate();
        server.answers(
                200, "application/json", OpenAiObjects.deletedFile("file-1").toString());
        boolean deleted = client.files().delete("file-1").validate().deleted();
        server.answers(
                200,
                "application/json",
                OpenAiObjects.models(List.of("summarize")).toString());

        // Then
        assertThat(listed.filename()).isEqualTo("in.jsonl");
        assertThat(deleted).isTrue();
        assertThat(client.models().list().items().getFirst().validate().id()).isEqualTo("summarize");
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
