package io.tieline.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.batches.MessageBatch;
import com.anthropic.models.messages.batches.MessageBatchIndividualResponse;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.http.HttpResponse;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.batches.Batch;
import com.openai.models.batches.BatchCreateParams;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FileObject;
import com.openai.models.files.FilePurpose;
import io.tieline.embedded.EmbeddedKafka;
import io.tieline.gateway.auth.KeyEntry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The official SDKs against two gateways on a real Kafka: what is begun on one is found on the other. */
class GatewayIT {
    private static final int LINES = 50;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path folder;

    private static Installation installation;
    private static EchoBroker broker;
    private static Gateway gateway;
    private static Gateway other;

    @BeforeAll
    static void start() throws Exception {
        installation = Installation.start(EmbeddedKafka.Options.fresh());
        broker = new EchoBroker(installation);
        Path keys = folder.resolve("keys.yaml");
        Files.writeString(
                keys,
                "keys:\n- {name: a, sha256: " + KeyEntry.hash("key-a") + ", tenant: acme}\n- {name: m, sha256: "
                        + KeyEntry.hash("key-m") + ", tenant: mallory}\n");
        gateway = installation.gateway(folder, keys, "one");
        other = installation.gateway(folder, keys, "two");
    }

    @AfterAll
    static void stop() {
        gateway.close();
        other.close();
        broker.close();
        installation.close();
    }

    private static OpenAIClient openAi(Gateway at, String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + at.port() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .build();
    }

    private static AnthropicClient anthropic(Gateway at) {
        return AnthropicOkHttpClient.builder()
                .baseUrl("http://127.0.0.1:" + at.port())
                .apiKey("key-a")
                .maxRetries(0)
                .build();
    }

    @Test
    void chatsAndStreamsWithOpenAi() {
        // Given
        OpenAIClient client = openAi(gateway, "key-a");
        ChatCompletionCreateParams params = ChatCompletionCreateParams.builder()
                .model("summarize")
                .addUserMessage("Hi.")
                .build();

        // When
        ChatCompletion answer = client.chat().completions().create(params).validate();
        ChatCompletionAccumulator all = ChatCompletionAccumulator.create();
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(params)) {
            stream.stream().forEach(all::accumulate);
        }

        // Then
        assertThat(answer.choices().getFirst().message().content()).hasValue("Hi.");
        assertThat(all.chatCompletion().choices().getFirst().message().content())
                .hasValue("Hi.");
        assertThat(client.models().list().items())
                .extracting(model -> model.id())
                .contains("summarize", "gpt-x");
        client.close();
    }

    @Test
    void chatsAndStreamsWithAnthropic() {
        // Given
        AnthropicClient client = anthropic(gateway);
        MessageCreateParams params = MessageCreateParams.builder()
                .model("summarize")
                .maxTokens(9)
                .addUserMessage("Hi.")
                .build();

        // When
        Message message = client.messages().create(params).validate();
        String streamed;
        try (com.anthropic.core.http.StreamResponse<RawMessageStreamEvent> stream =
                client.messages().createStreaming(params)) {
            streamed = stream.stream()
                    .flatMap(event -> event.contentBlockDelta().stream())
                    .flatMap(delta -> delta.delta().text().stream())
                    .map(delta -> delta.text())
                    .collect(Collectors.joining());
        }

        // Then
        assertThat(message.content().getFirst().asText().text()).isEqualTo("Hi.");
        assertThat(streamed).isEqualTo("Hi.");
        assertThat(client.models().list().items().getFirst().id()).isEqualTo("summarize");
        client.close();
    }

    private static Path input() throws IOException {
        String lines = IntStream.range(0, LINES)
                .mapToObj(line -> "{\"custom_id\":\"c-" + line
                        + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"summarize\","
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"text " + line + "\"}]}}\n")
                .collect(Collectors.joining());
        return Files.writeString(folder.resolve("input.jsonl"), lines);
    }

    @Test
    void runsABatchThatIsMadeOnOneGatewayAndPolledOnTheOther() throws Exception {
        // Given
        OpenAIClient client = openAi(gateway, "key-a");
        OpenAIClient elsewhere = openAi(other, "key-a");
        Path input = input();

        // When
        FileObject file = client.files()
                .create(FileCreateParams.builder()
                        .file(input)
                        .purpose(FilePurpose.BATCH)
                        .build());
        Batch batch = client.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build());
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> elsewhere.batches().retrieve(batch.id()).status().equals(Batch.Status.COMPLETED));
        Batch done = elsewhere.batches().retrieve(batch.id()).validate();

        // Then
        assertThat(done.requestCounts().orElseThrow().completed()).isEqualTo(LINES);
        try (HttpResponse output = elsewhere.files().content(done.outputFileId().orElseThrow())) {
            String text = new String(output.body().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(text.lines()).hasSize(LINES);
            assertThat(text).contains("\"custom_id\":\"c-7\"", "\"content\":\"text 7\"");
        }
        assertThat(elsewhere.batches().list().items()).extracting(Batch::id).contains(batch.id());

        // And
        assertNothingForMallory(done);
        client.close();
        elsewhere.close();
    }

    private static void assertNothingForMallory(Batch batch) {
        OpenAIClient mallory = openAi(other, "key-m");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> mallory.batches().retrieve(batch.id()));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> mallory.files().content(batch.outputFileId().orElseThrow()));
        mallory.close();
    }

    @Test
    void failsABatchOfAnotherTenantsFile() throws IOException {
        // Given
        OpenAIClient client = openAi(gateway, "key-a");
        OpenAIClient mallory = openAi(other, "key-m");
        FileObject file = client.files()
                .create(FileCreateParams.builder()
                        .file(input())
                        .purpose(FilePurpose.BATCH)
                        .build());

        // When
        String batch = mallory.batches()
                .create(BatchCreateParams.builder()
                        .inputFileId(file.id())
                        .endpoint(BatchCreateParams.Endpoint.V1_CHAT_COMPLETIONS)
                        .completionWindow(BatchCreateParams.CompletionWindow._24H)
                        .build())
                .id();
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> mallory.batches().retrieve(batch).status().equals(Batch.Status.FAILED));

        // Then
        assertThat(mallory.batches()
                        .retrieve(batch)
                        .validate()
                        .errors()
                        .orElseThrow()
                        .data()
                        .orElseThrow())
                .extracting(
                        error -> error.code().orElseThrow(),
                        error -> error.message().orElseThrow())
                .containsExactly(tuple(
                        "invalid_request",
                        "Cannot find file " + file.id() + ", or organization mallory does not have access to it."));
        client.close();
        mallory.close();
    }

    private static com.anthropic.models.messages.batches.BatchCreateParams messages() {
        var params = com.anthropic.models.messages.batches.BatchCreateParams.builder();
        for (int line = 0; line < LINES; line++) {
            params.addRequest(com.anthropic.models.messages.batches.BatchCreateParams.Request.builder()
                    .customId("c-" + line)
                    .params(com.anthropic.models.messages.batches.BatchCreateParams.Request.Params.builder()
                            .model("summarize")
                            .maxTokens(9)
                            .addUserMessage("text " + line)
                            .build())
                    .build());
        }
        return params.build();
    }

    @Test
    void runsAMessageBatch() {
        // Given
        AnthropicClient client = anthropic(gateway);
        AnthropicClient elsewhere = anthropic(other);

        // When
        MessageBatch batch = client.messages().batches().create(messages());
        Awaitility.await()
                .atMost(PATIENCE)
                .until(() -> elsewhere
                        .messages()
                        .batches()
                        .retrieve(batch.id())
                        .processingStatus()
                        .equals(MessageBatch.ProcessingStatus.ENDED));

        // Then
        try (com.anthropic.core.http.StreamResponse<MessageBatchIndividualResponse> results =
                elsewhere.messages().batches().resultsStreaming(batch.id())) {
            assertThat(results.stream())
                    .hasSize(LINES)
                    .allSatisfy(result ->
                            assertThat(result.validate().result().isSucceeded()).isTrue());
        }
        assertThat(elsewhere.messages().batches().list().items())
                .extracting(MessageBatch::id)
                .contains(batch.id());
        assertThat(elsewhere.messages().batches().delete(batch.id()).id()).isEqualTo(batch.id());
        client.close();
        elsewhere.close();
    }
}
