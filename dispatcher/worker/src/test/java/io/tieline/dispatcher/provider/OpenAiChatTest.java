package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.core.ObjectMappers;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.completions.CompletionUsage;
import io.tieline.routing.Endpoint;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Usage;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With OpenAI's own library as the judge of both directions. */
class OpenAiChatTest {
    private static final InferenceRequest FULL = Samples.request()
            .setMessages(List.of(
                    Messages.text(Role.SYSTEM, "Be brief."),
                    Messages.text(Role.USER, "Grüße, \"世界\" 🌍\n\u0001"),
                    Messages.text(Role.ASSISTANT, "Hello."),
                    Messages.text(Role.USER, "Again.")))
            .setMaxOutputTokens(64)
            .setTemperature(0.25)
            .setTopP(0.5)
            .setSeed(12_345_678_901L)
            .setStop(List.of("END", "\n\n"))
            .build();

    @Test
    @SuppressWarnings("deprecation") // The old names are asked for, too, to see that they are as they should be.
    void shouldSendWhatTheLibraryUnderstands() throws IOException {
        // When
        WireRequest wire = OpenAiChat.INSTANCE.encode(new WireCall(Samples.openAi(), FULL, Samples.SECRET));

        // Then
        var body = ObjectMappers.jsonMapper()
                .readValue(wire.body(), ChatCompletionCreateParams.Body.class)
                .validate();
        assertThat(body._additionalProperties()).isEmpty();
        assertThat(body.model().asString()).isEqualTo("gpt-4o");
        assertThat(body.messages()).hasSize(4);
        assertThat(body.messages().get(0).asSystem().content().asText()).isEqualTo("Be brief.");
        assertThat(body.messages().get(1).asUser().content().asText())
                .isEqualTo(FULL.getMessages().get(1).getContent());
        assertThat(body.messages().get(2).asAssistant().content().orElseThrow().asText())
                .isEqualTo("Hello.");
        assertThat(body.maxCompletionTokens()).hasValue(64L);
        assertThat(body.maxTokens()).isEmpty();
        assertThat(body.temperature()).hasValue(0.25);
        assertThat(body.topP()).hasValue(0.5);
        assertThat(body.seed()).hasValue(12_345_678_901L);
        assertThat(body.stop().orElseThrow().asStrings()).containsExactly("END", "\n\n");
    }

    @Test
    void shouldSendNothingThatWasNotAsked() throws IOException {
        // When
        WireRequest wire = OpenAiChat.INSTANCE.encode(Samples.call(Samples.openAi()));

        // Then
        JsonNode body = new ObjectMapper().readTree(wire.body());
        assertThat(body.properties().stream().map(Map.Entry::getKey))
                .containsExactly("model", "messages", "max_completion_tokens");
        assertThat(body.path("max_completion_tokens").intValue())
                .isEqualTo(Samples.openAi().maxOutput());
    }

    @ParameterizedTest
    @CsvSource({
        "openai,  https://api.openai.com,                 max_completion_tokens, seed",
        "eu,      https://eu.api.openai.com,              max_completion_tokens, seed",
        "azure,   https://x.openai.azure.com/openai,      max_completion_tokens, seed",
        "openai,  http://127.0.0.1:9000,                  max_completion_tokens, seed",
        "other,   https://notopenai.com,                  max_tokens,            seed",
        "mistral, https://api.mistral.ai,                 max_tokens,            random_seed",
        "vllm,    http://gpu-7:8000,                      max_tokens,            seed",
        "ollama,  http://localhost:11434,                 max_tokens,            seed",
    })
    void shouldNameFieldsAsTheServerKnowsThem(String provider, String baseUrl, String limit, String seed)
            throws IOException {
        // Given
        Endpoint endpoint = Samples.endpoint(WireFormat.OPENAI_CHAT, provider, "m", baseUrl);

        // When
        WireRequest wire = OpenAiChat.INSTANCE.encode(new WireCall(endpoint, FULL, null));

        // Then
        JsonNode body = new ObjectMapper().readTree(wire.body());
        assertThat(body.path(limit).intValue()).isEqualTo(64);
        assertThat(body.path(seed).longValue()).isEqualTo(12_345_678_901L);
        assertThat(body.size()).isEqualTo(7);
    }

    @ParameterizedTest
    @CsvSource({
        "https://api.openai.com,              https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/,             https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/v1,           https://api.openai.com/v1/chat/completions",
        "https://api.openai.com/v1/,          https://api.openai.com/v1/chat/completions",
        "http://gate:8080/team%20a/llm,       http://gate:8080/team%20a/llm/v1/chat/completions",
    })
    void shouldFindThePathWithAndWithoutTheVersion(String baseUrl, URI expected) {
        // When
        URI uri = WireRequest.join(URI.create(baseUrl), "/v1/chat/completions");

        // Then
        assertThat(uri).isEqualTo(expected);
    }

    @Test
    void shouldCarryKeyAndRequestIdInHeadersAndNeverPrintTheKey() {
        // When
        WireRequest wire = OpenAiChat.INSTANCE.encode(Samples.call(Samples.openAi()));
        WireRequest keyless = OpenAiChat.INSTANCE.encode(new WireCall(
                Samples.openAi(), Samples.request().setRequestId("a\r\nb: c").build(), null));

        // Then
        assertThat(wire.headers())
                .containsEntry("authorization", "Bearer " + Samples.SECRET.value())
                .containsEntry("x-client-request-id", Samples.request().build().getRequestId());
        assertThat(wire.toString()).doesNotContain(Samples.SECRET.value());
        assertThat(Samples.call(Samples.openAi()).toString()).doesNotContain(Samples.SECRET.value());
        assertThat(keyless.headers()).containsOnlyKeys("x-client-request-id");
        assertThat(keyless.headers().get("x-client-request-id")).isEqualTo("a%0D%0Ab%3A+c");
    }

    @ParameterizedTest
    @CsvSource({
        "stop, stop",
        "length, length",
        "tool_calls, tool_calls",
    })
    void shouldUnderstandWhatTheLibraryPrints(String theirs, String ours) throws IOException {
        // Given
        String body = print(completion(theirs, "Hello.", null));

        // When
        CallResult result = Samples.decode(WireFormat.OPENAI_CHAT, Samples.response(200, body));

        // Then
        assertThat(result).isEqualTo(new CallResult.Answer("Hello.", ours, new Usage(12L, 34L, false, 0L), 200));
    }

    @ParameterizedTest
    @CsvSource({
        "content_filter, Hel,  ,        request.content_policy",
        "stop,           ,     I can't, request.content_policy",
        "stop,           ,     ,        provider.invalid_output",
        "length,         '  ', ,        provider.invalid_output",
    })
    void shouldNotTakeARefusalOrNothingForAnAnswer(
            String theirs, @Nullable String text, @Nullable String refusal, String code) throws IOException {
        // Given
        String body = print(completion(theirs, text, refusal));

        // When
        CallResult.Failure failure = Samples.failure(WireFormat.OPENAI_CHAT, Samples.response(200, body));

        // Then
        assertThat(failure.code()).isEqualTo(ErrorCode.ofWire(code).orElseThrow());
        assertThat(failure.usage()).isEqualTo(new Usage(12L, 34L, false, 0L));
        assertThat(failure.message()).doesNotContain("Hel", "I can't");
    }

    private static ChatCompletion completion(String finish, @Nullable String text, @Nullable String refusal) {
        return ChatCompletion.builder()
                .id("chatcmpl-1")
                .created(1)
                .model("gpt-4o")
                .addChoice(ChatCompletion.Choice.builder()
                        .index(0)
                        .finishReason(ChatCompletion.Choice.FinishReason.of(finish))
                        .logprobs(Optional.empty())
                        .message(ChatCompletionMessage.builder()
                                .content(Optional.ofNullable(text))
                                .refusal(Optional.ofNullable(refusal))
                                .build())
                        .build())
                .usage(CompletionUsage.builder()
                        .promptTokens(12)
                        .completionTokens(34)
                        .totalTokens(46)
                        .build())
                .build();
    }

    private static String print(ChatCompletion completion) throws IOException {
        return ObjectMappers.jsonMapper().writeValueAsString(completion);
    }
}
