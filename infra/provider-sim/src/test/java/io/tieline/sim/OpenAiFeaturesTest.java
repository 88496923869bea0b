package io.tieline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.errors.BadRequestException;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ResponseFormatJsonSchema.JsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionToolChoiceOption;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.EmbeddingCreateParams;
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

/** OpenAI's own SDK as the judge of tools, JSON, images and embeddings. */
class OpenAiFeaturesTest {
    private static ProviderSim sim;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        sim = Sims.startRoomy(0.5);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(sim.baseUrl(Sims.OPENAI).toString())
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
        ChatCompletionCreateParams.Builder params = params().addUserMessage("How is it? call:weather");
        params.addFunctionTool(weather());

        // When
        ChatCompletion.Choice first = ask(params).choices().getFirst();
        ChatCompletionMessageFunctionToolCall call =
                first.message().toolCalls().orElseThrow().getFirst().asFunction();
        ChatCompletion.Choice second = ask(params.addMessage(first.message())
                        .addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId(call.id())
                                .content("sunny")
                                .build()))
                .choices()
                .getFirst();

        // Then
        assertThat(first.finishReason().asString()).isEqualTo("tool_calls");
        assertThat(first.message().content()).isEmpty();
        assertThat(call.function().name()).isEqualTo("weather");
        assertThat(call.function().arguments()).isEqualTo("{\"city\":\"example\"}");
        assertThat(second.finishReason().asString()).isEqualTo("stop");
        assertThat(second.message().content()).hasValue("weather gave: sunny");
    }

    @Test
    void shouldCallAToolWhereItMust() {
        // When
        ChatCompletion answer = ask(params().addUserMessage("Hello.")
                .addFunctionTool(weather())
                .toolChoice(ChatCompletionToolChoiceOption.Auto.REQUIRED));

        // Then
        assertThat(answer.choices().getFirst().message().toolCalls().orElseThrow())
                .hasSize(1);
    }

    @Test
    void shouldAnswerInTheAskedJson() {
        // When
        ChatCompletion answer =
                ask(params().addUserMessage("Wind turns turbines.").jsonSchemaResponseFormat(schema()));

        // Then
        assertThat(answer.choices().getFirst().message().content()).hasValue("{\"summary\":\"Wind turns turbines.\"}");
    }

    @Test
    void shouldLookAtImages() {
        // Given
        ChatCompletionContentPart text = ChatCompletionContentPart.ofText(
                ChatCompletionContentPartText.builder().text("Look.").build());

        // When
        ChatCompletion answer = ask(params().addUserMessageOfArrayOfContentParts(
                        List.of(text, image("data:image/png;base64,AAECAw=="), image("https://x.example/i.png"))));

        // Then
        assertThat(answer.choices().getFirst().message().content())
                .hasValue("Saw 2 images: 4 bytes, image/png; at https://x.example/i.png. Look.");
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(4 + 2 + 2 * 765);
    }

    @Test
    void shouldTellWhatWasCached() {
        // When
        ChatCompletion answer = ask(params().addUserMessage("Hello there."));

        // Then
        var usage = answer.usage().orElseThrow();
        assertThat(usage.promptTokens()).isEqualTo(7);
        assertThat(usage.promptTokensDetails().orElseThrow().cachedTokens()).hasValue(3L);
        await().untilAsserted(() ->
                assertThat(sim.calls()).anyMatch(call -> call.cachedTokens() == 3 && call.inputTokens() == 7));
    }

    @Test
    void shouldEmbed() {
        // Given
        EmbeddingCreateParams params = EmbeddingCreateParams.builder()
                .model("gpt-4o")
                .inputOfArrayOfStrings(List.of("Hello there.", "Hello there.", "Good bye."))
                .dimensions(8)
                .build();

        // When
        CreateEmbeddingResponse plain = client.embeddings()
                .create(params.toBuilder()
                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.FLOAT)
                        .build());
        CreateEmbeddingResponse packed = client.embeddings()
                .create(params.toBuilder()
                        .encodingFormat(EmbeddingCreateParams.EncodingFormat.BASE64)
                        .build());
        CreateEmbeddingResponse usual = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model("gpt-4o")
                        .input("Hello there.")
                        .build());

        // Then
        List<Float> hello = plain.data().getFirst().embedding();
        assertThat(hello).hasSize(8);
        assertThat(plain.data().get(1).embedding()).isEqualTo(hello);
        assertThat(plain.data().get(2).embedding()).isNotEqualTo(hello);
        assertThat(packed.data().getFirst().embedding()).isEqualTo(hello);
        assertThat(plain.data().get(2).index()).isEqualTo(2);
        assertThat(plain.usage().promptTokens()).isEqualTo(3 + 3 + 3);
        assertThat(plain.usage().totalTokens()).isEqualTo(9);
        assertThat(usual.data().getFirst().embedding()).hasSize(1_536);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new Effect.Refusal(), "", "stop", "I'm sorry, but I can't help with that."),
                Arguments.of(new Effect.ContentFilter(), "", "content_filter", ""),
                Arguments.of(new Effect.MaxTokens(2), "{\"summar", "length", ""),
                Arguments.of(new Effect.SchemaMismatch(), "{\"summary\":{\"unexpected\":true}}", "stop", ""));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldFailWithin200(Effect effect, String content, String finishReason, String refusal) {
        try (FaultHandle _ = sim.inject(Fault.of(Sims.OPENAI, effect))) {
            // When
            ChatCompletion.Choice choice = ask(params().addUserMessage("Hello.").jsonSchemaResponseFormat(schema()))
                    .choices()
                    .getFirst();

            // Then
            assertThat(choice.message().content().orElse("")).isEqualTo(content);
            assertThat(choice.message().refusal().orElse("")).isEqualTo(refusal);
            assertThat(choice.finishReason().asString()).isEqualTo(finishReason);
        }
    }

    @Test
    void shouldRefuseAFieldOfAnotherVendor() {
        // When
        BadRequestException thrown = catchThrowableOfType(
                BadRequestException.class,
                () -> ask(params().addUserMessage("Hello.").putAdditionalBodyProperty("top_k", JsonValue.from(40))));

        // Then
        assertThat(thrown.body().toString()).contains("Unrecognized request argument supplied: top_k");
    }

    @Test
    void shouldShowWhatWasSentButNotThePrompt() {
        // When
        ask(params().addSystemMessage("Be brief.")
                .addUserMessage("My secret.")
                .safetyIdentifier("somebody")
                .addFunctionTool(weather())
                .putAdditionalBodyProperty("logit_bias", JsonValue.from(Map.of("50256", -100))));

        // Then
        Sent sent = sim.sent().getLast();
        assertThat(sent.endpoint()).isEqualTo(Sims.OPENAI);
        assertThat(sent.path()).isEqualTo("/v1/chat/completions");
        assertThat(sent.system()).isEqualTo("Be brief.");
        assertThat(sent.body().at("/logit_bias/50256").intValue()).isEqualTo(-100);
        assertThat(sent.body().path("safety_identifier").textValue()).isEqualTo("somebody");
        assertThat(sent.body().at("/tools/0/function/name").textValue()).isEqualTo("weather");
        assertThat(sent.body().at("/messages/1/role").textValue()).isEqualTo("user");
        assertThat(sent.body().at("/messages/1/content").textValue()).isEqualTo("(10 characters)");
        assertThat(sent.toString()).doesNotContain("secret");
    }

    private static ChatCompletion ask(ChatCompletionCreateParams.Builder params) {
        return client.chat().completions().create(params.build());
    }

    private static ChatCompletionCreateParams.Builder params() {
        return ChatCompletionCreateParams.builder().model("gpt-4o").maxCompletionTokens(1_000);
    }

    private static FunctionDefinition weather() {
        return FunctionDefinition.builder()
                .name("weather")
                .strict(true)
                .parameters(FunctionParameters.builder()
                        .putAllAdditionalProperties(object("city"))
                        .build())
                .build();
    }

    private static JsonSchema schema() {
        return JsonSchema.builder()
                .name("answer")
                .strict(true)
                .schema(JsonSchema.Schema.builder()
                        .putAllAdditionalProperties(object("summary"))
                        .build())
                .build();
    }

    private static Map<String, JsonValue> object(String property) {
        return Map.of(
                "type", JsonValue.from("object"),
                "properties", JsonValue.from(Map.of(property, Map.of("type", "string"))),
                "required", JsonValue.from(List.of(property)),
                "additionalProperties", JsonValue.from(false));
    }

    private static ChatCompletionContentPart image(String url) {
        return ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url(url)
                        .build())
                .build());
    }
}
