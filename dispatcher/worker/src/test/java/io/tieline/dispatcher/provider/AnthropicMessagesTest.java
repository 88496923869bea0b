package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import com.anthropic.core.ObjectMappers;
import com.anthropic.models.ErrorResponse;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.MessageParam;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Usage;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With Anthropic's own library as the judge of both directions. */
class AnthropicMessagesTest {
    private static final InferenceRequest FULL = Samples.request()
            .setMessages(List.of(
                    Messages.text(Role.SYSTEM, "Be brief."),
                    Messages.text(Role.USER, "One."),
                    Messages.text(Role.USER, " \n"),
                    Messages.text(Role.SYSTEM, "Be kind."),
                    Messages.text(Role.USER, "Two."),
                    Messages.text(Role.ASSISTANT, "Three."),
                    Messages.text(Role.USER, "Four.")))
            .setMaxOutputTokens(1_000_000)
            .setTemperature(1.5)
            .setTopP(0.5)
            .setSeed(7L)
            .setStop(List.of("END"))
            .build();

    @Test
    void shouldSendWhatTheLibraryUnderstands() throws IOException {
        // Given
        var modern = Samples.endpoint(
                WireFormat.ANTHROPIC_MESSAGES, "anthropic", "claude-opus-5-5", "https://api.anthropic.com");

        // When
        WireRequest wire = AnthropicMessages.INSTANCE.encode(new WireCall(modern, FULL, Samples.SECRET));

        // Then
        var body = ObjectMappers.jsonMapper()
                .readValue(wire.body(), MessageCreateParams.Body.class)
                .validate();
        assertThat(body._additionalProperties()).isEmpty();
        assertThat(body.model().asString()).isEqualTo("claude-opus-5-5");
        assertThat(body.maxTokens()).isEqualTo(modern.maxOutput());
        assertThat(body.system().orElseThrow().asString()).isEqualTo("Be brief.\n\nBe kind.");
        assertThat(body.messages())
                .extracting(message -> message.role().asString())
                .containsExactly("user", "assistant", "user");
        assertThat(body.messages())
                .extracting(AnthropicMessagesTest::text)
                .containsExactly("One.\n\nTwo.", "Three.", "Four.");
        assertThat(body.stopSequences().orElseThrow()).containsExactly("END");
        assertThat(wire.uri()).hasToString("https://api.anthropic.com/v1/messages");
        assertThat(wire.headers())
                .containsEntry("x-api-key", Samples.SECRET.value())
                .containsEntry("anthropic-version", "2023-06-01")
                .doesNotContainKey("authorization");
    }

    @ParameterizedTest
    @CsvSource({
        "claude-3-5-sonnet-20241022,     true",
        "claude-3-haiku-20240307,        true",
        "claude-2.1,                     true",
        "claude-sonnet-4-20250514,       true",
        "claude-sonnet-4-5-20250929,     true",
        "claude-haiku-4-5,               true",
        "claude-opus-4-6,                true",
        "anthropic.claude-3-5-sonnet-v2, true",
        "claude-sonnet-4-5@20250929,     true",
        "llama-3.3,                      true",
        "claude-opus-4-7,                false",
        "claude-opus-4-8,                false",
        "claude-sonnet-5,                false",
        "claude-haiku-5-5,               false",
        "claude-fable-5,                 false",
    })
    void shouldSpareNewModelsTheSamplingSettingsThatTheyRefuse(String model, boolean takes) throws IOException {
        // Given
        var endpoint = Samples.endpoint(WireFormat.ANTHROPIC_MESSAGES, "anthropic", model, "https://api.anthropic.com");

        // When
        WireRequest wire = AnthropicMessages.INSTANCE.encode(new WireCall(endpoint, FULL, null));

        // Then
        JsonNode body = new ObjectMapper().readTree(wire.body());
        assertThat(body.has("temperature")).isEqualTo(takes);
        assertThat(body.path("temperature").asDouble(1.0)).isEqualTo(1.0);
        assertThat(body.has("top_p")).isFalse();
    }

    @Test
    void shouldAskInstructionsThatStandAlone() throws IOException {
        // Given
        InferenceRequest request = Samples.request()
                .setMessages(List.of(Messages.text(Role.SYSTEM, "Tell a joke.")))
                .build();

        // When
        WireRequest wire = AnthropicMessages.INSTANCE.encode(new WireCall(Samples.anthropic(), request, null));

        // Then
        var body = ObjectMappers.jsonMapper()
                .readValue(wire.body(), MessageCreateParams.Body.class)
                .validate();
        assertThat(body.system()).isEmpty();
        assertThat(body.messages())
                .singleElement()
                .satisfies(message -> assertThat(text(message)).isEqualTo("Tell a joke."));
    }

    @ParameterizedTest
    @CsvSource({
        "end_turn, stop",
        "stop_sequence, stop",
        "max_tokens, length",
        "model_context_window_exceeded, length",
        "pause_turn, pause_turn",
    })
    void shouldUnderstandWhatTheLibraryUnderstands(String theirs, String ours) throws IOException {
        // Given
        String body = message(theirs, """
                {"type":"thinking","thinking":"Hm.","signature":"c2ln"},
                {"type":"text","text":"Hel","citations":null},{"type":"text","text":"lo.","citations":null}""");

        // When
        CallResult result = Samples.decode(WireFormat.ANTHROPIC_MESSAGES, Samples.response(200, body));

        // Then
        assertThat(result)
                .isEqualTo(new CallResult.Answer("Hello.", ours, new Usage(12L + 3 + 4, 34L, false, 4L), 200));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "refusal    | {\"type\":\"text\",\"text\":\"No.\",\"citations\":null} | request.content_policy",
                "refusal    |                                                         | request.content_policy",
                "max_tokens | {\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"} | provider.invalid_output",
                "end_turn   |                                                         | provider.invalid_output",
            })
    void shouldNotTakeARefusalOrNothingForAnAnswer(String theirs, @Nullable String content, String code)
            throws IOException {
        // Given
        String body = message(theirs, content == null ? "" : content);

        // When
        CallResult.Failure failure = Samples.failure(WireFormat.ANTHROPIC_MESSAGES, Samples.response(200, body));

        // Then
        assertThat(failure.code()).isEqualTo(ErrorCode.ofWire(code).orElseThrow());
        assertThat(failure.usage()).isEqualTo(new Usage(19L, 34L, false, 4L));
    }

    @Test
    void shouldReadTheErrorCodeWhereTheLibraryReadsIt() throws IOException {
        // Given
        String body = """
                {"type":"error","error":{"type":"rate_limit_error","message":"You have reached your limits.",
                "details":{"error_code":"enforced_spend_limit_reached"}},"request_id":"req_1"}""";

        // When
        var theirs = ObjectMappers.jsonMapper().readValue(body, ErrorResponse.class);
        CallResult.Failure failure = Samples.failure(WireFormat.ANTHROPIC_MESSAGES, Samples.response(429, body));

        // Then
        assertThat(theirs.toString()).contains("enforced_spend_limit_reached");
        assertThat(failure.providerErrorType()).isEqualTo("enforced_spend_limit_reached");
    }

    /** An answer that Anthropic's library has read and printed again. */
    private static String message(String stopReason, String content) throws IOException {
        String body = """
                {"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-4-5","content":[%s],
                "stop_reason":"%s","stop_sequence":null,"usage":{"input_tokens":12,"cache_creation_input_tokens":3,
                "cache_read_input_tokens":4,"output_tokens":34}}""".formatted(content, stopReason);
        var mapper = ObjectMappers.jsonMapper();
        return mapper.writeValueAsString(mapper.readValue(body, com.anthropic.models.messages.Message.class));
    }

    private static String text(MessageParam message) {
        return message.content().asString();
    }
}
