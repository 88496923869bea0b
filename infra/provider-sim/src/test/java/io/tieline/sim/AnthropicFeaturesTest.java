package io.tieline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.errors.BadRequestException;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolChoiceAny;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.messages.UrlImageSource;
import io.tieline.sim.calls.Sent;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Anthropic's own SDK as the judge of tools, JSON and images. */
class AnthropicFeaturesTest {
    private static ProviderSim sim;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        sim = Sims.startRoomy(0.5);
        client = AnthropicOkHttpClient.builder()
                .baseUrl(sim.baseUrl(Sims.ANTHROPIC).toString())
                .apiKey(Sims.KEY)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(3))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        sim.close();
    }

    @Test
    void shouldCallAToolAndTellItsResult() {
        // Given
        MessageCreateParams.Builder params =
                params().addUserMessage("How is it? call:weather").addTool(weather());

        // When
        Message first = ask(params);
        ToolUseBlock call = first.content().getFirst().asToolUse();
        Message second = ask(params.addMessage(first)
                .addUserMessageOfContentBlockParams(
                        List.of(ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                .toolUseId(call.id())
                                .content("sunny")
                                .build()))));

        // Then
        assertThat(first.stopReason().orElseThrow().asString()).isEqualTo("tool_use");
        assertThat(call.name()).isEqualTo("weather");
        assertThat(call.id()).startsWith("toolu_01");
        assertThat(call._input()).isEqualTo(JsonValue.from(Map.of("city", "example")));
        assertThat(second.stopReason().orElseThrow().asString()).isEqualTo("end_turn");
        assertThat(text(second)).isEqualTo("weather gave: sunny");
    }

    @Test
    void shouldCallAToolWhereItMust() {
        // When
        Message answer = ask(params().addUserMessage("Hello.")
                .addTool(weather())
                .toolChoice(ToolChoiceAny.builder().build()));

        // Then
        assertThat(answer.content().getFirst().isToolUse()).isTrue();
    }

    @Test
    void shouldAnswerInTheAskedJson() {
        // When
        Message answer = ask(params().addUserMessage("Wind turns turbines.").outputConfig(json()));

        // Then
        assertThat(text(answer)).isEqualTo("{\"summary\":\"Wind turns turbines.\"}");
    }

    @Test
    void shouldLookAtImages() {
        // Given
        ContentBlockParam given = ContentBlockParam.ofImage(ImageBlockParam.builder()
                .source(Base64ImageSource.builder()
                        .data("AAECAw==")
                        .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                        .build())
                .build());
        ContentBlockParam far = ContentBlockParam.ofImage(ImageBlockParam.builder()
                .source(UrlImageSource.builder().url("https://x.example/i.png").build())
                .build());
        ContentBlockParam text =
                ContentBlockParam.ofText(TextBlockParam.builder().text("Look.").build());

        // When
        Message answer = ask(params().addUserMessageOfContentBlockParams(List.of(given, far, text)));

        // Then
        assertThat(text(answer)).isEqualTo("Saw 2 images: 4 bytes, image/png; at https://x.example/i.png. Look.");
    }

    @Test
    void shouldTellWhatWasCachedApartFromTheRest() {
        // When
        Message answer = ask(params().addUserMessage("Hello there."));

        // Then
        assertThat(answer.usage().inputTokens()).isEqualTo(4);
        assertThat(answer.usage().cacheReadInputTokens()).hasValue(3L);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new Effect.Refusal(), "", "refusal"),
                Arguments.of(new Effect.ContentFilter(), "", "refusal"),
                Arguments.of(new Effect.MaxTokens(2), "{\"summar", "max_tokens"),
                Arguments.of(new Effect.SchemaMismatch(), "{\"summary\":{\"unexpected\":true}}", "end_turn"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldFailWithin200(Effect effect, String text, String stopReason) {
        try (FaultHandle _ = sim.inject(Fault.of(Sims.ANTHROPIC, effect))) {
            // When
            Message answer = ask(params().addUserMessage("Hello.").outputConfig(json()));

            // Then
            assertThat(answer.content().isEmpty() ? "" : text(answer)).isEqualTo(text);
            assertThat(answer.stopReason().orElseThrow().asString()).isEqualTo(stopReason);
        }
    }

    @Test
    void shouldRefuseAFieldOfAnotherVendor() {
        // When
        BadRequestException thrown = catchThrowableOfType(
                BadRequestException.class,
                () -> ask(params().addUserMessage("Hello.").putAdditionalBodyProperty("seed", JsonValue.from(1))));

        // Then
        assertThat(thrown.body().toString()).contains("seed: Extra inputs are not permitted");
    }

    @Test
    void shouldShowWhatWasSentButNotThePrompt() {
        // When
        ask(params().system("Be brief. ".repeat(300))
                .addUserMessage("My secret.")
                .outputConfig(json()));

        // Then
        Sent sent = sim.sent().getLast();
        assertThat(sent.system()).hasSize(2_000).startsWith("Be brief. Be");
        assertThat(sent.body().path("system").textValue()).isEqualTo("(3000 characters)");
        assertThat(sent.body().at("/output_config/format/type").textValue()).isEqualTo("json_schema");
        assertThat(sent.toString()).doesNotContain("secret");
    }

    private static Message ask(MessageCreateParams.Builder params) {
        return client.messages().create(params.build());
    }

    private static String text(Message answer) {
        return answer.content().getFirst().asText().text();
    }

    private static MessageCreateParams.Builder params() {
        return MessageCreateParams.builder().model("claude-3-5-sonnet").maxTokens(1_000);
    }

    private static Tool weather() {
        return Tool.builder()
                .name("weather")
                .inputSchema(Tool.InputSchema.builder()
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build())
                .build();
    }

    private static OutputConfig json() {
        return OutputConfig.builder()
                .format(JsonOutputFormat.builder()
                        .schema(JsonOutputFormat.Schema.builder()
                                .putAdditionalProperty("type", JsonValue.from("object"))
                                .putAdditionalProperty(
                                        "properties", JsonValue.from(Map.of("summary", Map.of("type", "string"))))
                                .putAdditionalProperty("additionalProperties", JsonValue.from(false))
                                .build())
                        .build())
                .build();
    }
}
