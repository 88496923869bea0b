package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.genai.JsonSerializable;
import com.google.genai.types.Candidate;
import com.google.genai.types.Content;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponsePromptFeedback;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.GenerationConfig;
import com.google.genai.types.Part;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Usage;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With Google's own library as the judge of both directions. */
class GeminiGenerateTest {
    private static final InferenceRequest FULL = Samples.request()
            .setMessages(List.of(
                    Messages.text(Role.SYSTEM, "Be brief."),
                    Messages.text(Role.USER, "One."),
                    Messages.text(Role.USER, "Two."),
                    Messages.text(Role.ASSISTANT, "Three."),
                    Messages.text(Role.USER, "Four.")))
            .setMaxOutputTokens(64)
            .setTemperature(1.5)
            .setTopP(0.5)
            .setSeed(12_345_678_901L)
            .setStop(List.of("END"))
            .build();

    @Test
    void shouldSendWhatTheLibraryUnderstands() throws IOException {
        // When
        WireRequest wire = GeminiGenerate.INSTANCE.encode(new WireCall(Samples.gemini(), FULL, Samples.SECRET));

        // Then
        JsonNode body = new ObjectMapper().readTree(wire.body());
        assertThat(body.properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("systemInstruction", "contents", "generationConfig");
        assertThat(read(body.path("systemInstruction"), Content.class).text()).isEqualTo("Be brief.");
        List<Content> contents = body.path("contents")
                .valueStream()
                .map(node -> read(node, Content.class))
                .toList();
        assertThat(contents)
                .extracting(content -> content.role().orElseThrow())
                .containsExactly("user", "model", "user");
        assertThat(contents).extracting(Content::text).containsExactly("One.\n\nTwo.", "Three.", "Four.");
        GenerationConfig config = read(body.path("generationConfig"), GenerationConfig.class);
        assertThat(config.maxOutputTokens()).hasValue(64);
        assertThat(config.temperature()).hasValue(1.5f);
        assertThat(config.topP()).hasValue(0.5f);
        assertThat(config.seed()).hasValue(Long.hashCode(12_345_678_901L));
        assertThat(config.stopSequences().orElseThrow()).containsExactly("END");
        assertThat(body.path("generationConfig").size()).isEqualTo(5);
    }

    @Test
    void shouldCarryTheKeyInAHeaderAndNotInTheUrl() {
        // When
        WireRequest wire = GeminiGenerate.INSTANCE.encode(Samples.call(Samples.gemini()));

        // Then
        assertThat(wire.headers()).containsEntry("x-goog-api-key", Samples.SECRET.value());
        assertThat(wire.uri())
                .hasToString(
                        "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:generateContent");
    }

    @ParameterizedTest
    @CsvSource({
        "tunedModels/my-one, /v1beta/tunedModels/my-one:generateContent",
        "models/gemini-2.5-pro, /v1beta/models/gemini-2.5-pro:generateContent",
        "odd name?key=x#y, /v1beta/models/odd%20name%3Fkey%3Dx%23y:generateContent",
    })
    void shouldEncodeTheModelIntoThePath(String model, String path) {
        // Given
        var endpoint = Samples.endpoint(WireFormat.GEMINI_GENERATE, "google", model, "http://127.0.0.1/v1beta");

        // When
        WireRequest wire = GeminiGenerate.INSTANCE.encode(Samples.call(endpoint));

        // Then
        assertThat(wire.uri().getRawPath()).isEqualTo(path);
        assertThat(wire.uri().getRawQuery()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"STOP, stop", "MAX_TOKENS, length", "OTHER, other", "LANGUAGE, language"})
    void shouldUnderstandWhatTheLibraryPrints(String theirs, String ours) {
        // Given
        String body = response(
                theirs, Part.builder().text("Hm.").thought(true).build(), Part.fromText("Hel"), Part.fromText("lo."));

        // When
        CallResult result = Samples.decode(WireFormat.GEMINI_GENERATE, Samples.response(200, body));

        // Then
        assertThat(result).isEqualTo(new CallResult.Answer("Hello.", ours, new Usage(12L, 34L + 5, false, 0L), 200));
    }

    @ParameterizedTest
    @CsvSource({
        "SAFETY,             Hel, request.content_policy",
        "RECITATION,         ,    request.content_policy",
        "PROHIBITED_CONTENT, ,    request.content_policy",
        "MAX_TOKENS,         ,    provider.invalid_output",
        "OTHER,              ,    provider.invalid_output",
    })
    void shouldNotTakeABlockOrNothingForAnAnswer(String theirs, @Nullable String text, String code) {
        // Given
        String body = text == null ? response(theirs) : response(theirs, Part.fromText(text));

        // When
        CallResult.Failure failure = Samples.failure(WireFormat.GEMINI_GENERATE, Samples.response(200, body));

        // Then
        assertThat(failure.code()).isEqualTo(ErrorCode.ofWire(code).orElseThrow());
        assertThat(failure.providerErrorType()).isEqualTo(theirs);
        assertThat(failure.usage()).isEqualTo(new Usage(12L, 39L, false, 0L));
    }

    @ParameterizedTest
    @CsvSource({"SAFETY", "OTHER", "BLOCKLIST", "JAILBREAK", "A_REASON_OF_TOMORROW"})
    void shouldTellABlockedPrompt(String reason) {
        // Given
        String body = GenerateContentResponse.builder()
                .promptFeedback(GenerateContentResponsePromptFeedback.builder().blockReason(reason))
                .usageMetadata(GenerateContentResponseUsageMetadata.builder().promptTokenCount(12))
                .build()
                .toJson();

        // When
        CallResult.Failure failure = Samples.failure(WireFormat.GEMINI_GENERATE, Samples.response(200, body));

        // Then
        assertThat(failure.code()).isEqualTo(ErrorCode.REQUEST_CONTENT_POLICY);
        assertThat(failure.providerErrorType()).isEqualTo(reason);
        assertThat(failure.usage()).isEqualTo(new Usage(12L, 0L, false, 0L));
    }

    private static String response(String finishReason, Part... parts) {
        return GenerateContentResponse.builder()
                .candidates(List.of(Candidate.builder()
                        .content(Content.builder()
                                .role("model")
                                .parts(List.of(parts))
                                .build())
                        .finishReason(finishReason)
                        .build()))
                .usageMetadata(GenerateContentResponseUsageMetadata.builder()
                        .promptTokenCount(12)
                        .candidatesTokenCount(34)
                        .thoughtsTokenCount(5)
                        .totalTokenCount(51))
                .build()
                .toJson();
    }

    private static <T extends JsonSerializable> T read(JsonNode node, Class<T> type) {
        return JsonSerializable.fromJsonNode(node, type);
    }
}
