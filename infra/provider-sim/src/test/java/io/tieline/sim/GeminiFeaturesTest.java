package io.tieline.sim;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.genai.Client;
import com.google.genai.types.Content;
import com.google.genai.types.ContentEmbedding;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.EmbedContentResponse;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionCallingConfig;
import com.google.genai.types.FunctionCallingConfigMode;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.Part;
import com.google.genai.types.Schema;
import com.google.genai.types.Tool;
import com.google.genai.types.ToolConfig;
import com.google.genai.types.Type;
import io.tieline.sim.calls.Sent;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Google's own SDK as the judge of tools, JSON, images and embeddings. */
class GeminiFeaturesTest {
    private static final String MODEL = "gemini-2.5-flash";
    private static ProviderSim sim;
    private static Client client;

    @BeforeAll
    static void start() {
        sim = Sims.startRoomy(0.5);
        client = Client.builder()
                .apiKey(Sims.KEY)
                .vertexAI(false)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(sim.baseUrl(Sims.GEMINI).toString())
                        .timeout(3_000)
                        .retryOptions(HttpRetryOptions.builder()
                                .attempts(1)
                                .initialDelay(0.0)
                                .build())
                        .build())
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
        GenerateContentConfig config =
                GenerateContentConfig.builder().tools(weather()).build();
        Content question = Content.builder()
                .role("user")
                .parts(Part.fromText("How is it? call:weather"))
                .build();

        // When
        GenerateContentResponse first = client.models.generateContent(MODEL, List.of(question), config);
        FunctionCall call = onlyCall(first);
        Content result = Content.builder()
                .role("user")
                .parts(Part.fromFunctionResponse("weather", Map.of("sky", "sunny")))
                .build();
        GenerateContentResponse second = client.models.generateContent(
                MODEL,
                List.of(
                        question,
                        first.candidates().orElseThrow().getFirst().content().orElseThrow(),
                        result),
                config);

        // Then
        assertThat(first.finishReason()).hasToString("STOP");
        assertThat(call.name()).hasValue("weather");
        assertThat(call.args()).hasValue(Map.of("city", "example"));
        assertThat(second.text()).isEqualTo("weather gave: {\"sky\":\"sunny\"}");
    }

    @Test
    void shouldCallTheToolThatItMust() {
        // When
        GenerateContentResponse answer = ask(
                "Hello.",
                GenerateContentConfig.builder()
                        .tools(weather())
                        .toolConfig(ToolConfig.builder()
                                .functionCallingConfig(FunctionCallingConfig.builder()
                                        .mode(FunctionCallingConfigMode.Known.ANY)
                                        .allowedFunctionNames("clock"))
                                .build())
                        .build());

        // Then
        assertThat(onlyCall(answer).name()).hasValue("clock");
    }

    @Test
    void shouldAnswerInTheAskedJson() {
        // Given
        GenerateContentConfig own = json().responseSchema(Schema.builder()
                        .type(Type.Known.OBJECT)
                        .properties(Map.of(
                                "summary",
                                Schema.builder().type(Type.Known.STRING).build())))
                .build();
        GenerateContentConfig standard = json().responseJsonSchema(Map.of(
                        "type",
                        "object",
                        "properties",
                        Map.of("summary", Map.of("type", "string")),
                        "additionalProperties",
                        false))
                .build();

        // Then
        assertThat(ask("Wind turns turbines.", own).text()).isEqualTo("{\"summary\":\"Wind turns turbines.\"}");
        assertThat(ask("Wind turns turbines.", standard).text()).isEqualTo("{\"summary\":\"Wind turns turbines.\"}");
    }

    @Test
    void shouldLookAtImages() {
        // Given
        Content content = Content.fromParts(
                Part.fromText("Look."),
                Part.fromBytes(new byte[4], "image/png"),
                Part.fromUri("gs://bucket/i.png", "image/png"));

        // When
        GenerateContentResponse answer = client.models.generateContent(MODEL, content, null);

        // Then
        assertThat(answer.text()).isEqualTo("Saw 2 images: 4 bytes, image/png; at gs://bucket/i.png. Look.");
        assertThat(answer.usageMetadata().orElseThrow().promptTokenCount()).hasValue(4 + 2 + 2 * 258);
    }

    @Test
    void shouldTellWhatWasCached() {
        // When
        GenerateContentResponse answer =
                ask("Hello there.", GenerateContentConfig.builder().build());

        // Then
        assertThat(answer.usageMetadata().orElseThrow().promptTokenCount()).hasValue(7);
        assertThat(answer.usageMetadata().orElseThrow().cachedContentTokenCount())
                .hasValue(3);
    }

    @Test
    void shouldEmbed() {
        // Given
        EmbedContentConfig small =
                EmbedContentConfig.builder().outputDimensionality(8).build();

        // When
        EmbedContentResponse several =
                client.models.embedContent(MODEL, List.of("Hello there.", "Hello there.", "Good bye."), small);
        EmbedContentResponse usual = client.models.embedContent(MODEL, "Hello there.", null);

        // Then
        List<ContentEmbedding> embeddings = several.embeddings().orElseThrow();
        assertThat(embeddings).hasSize(3);
        assertThat(embeddings.getFirst().values().orElseThrow()).hasSize(8);
        assertThat(embeddings.get(1).values()).isEqualTo(embeddings.getFirst().values());
        assertThat(embeddings.get(2).values())
                .isNotEqualTo(embeddings.getFirst().values());
        assertThat(usual.embeddings().orElseThrow().getFirst().values().orElseThrow())
                .hasSize(3_072);
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of(new Effect.Refusal(), "", "PROHIBITED_CONTENT"),
                Arguments.of(new Effect.ContentFilter(), "", "SAFETY"),
                Arguments.of(new Effect.MaxTokens(2), "{\"answer", "MAX_TOKENS"),
                Arguments.of(new Effect.SchemaMismatch(), "{\"answer\":{\"unexpected\":true}}", "STOP"));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldFailWithin200(Effect effect, String text, String finishReason) {
        try (FaultHandle _ = sim.inject(Fault.of(Sims.GEMINI, effect))) {
            // When
            GenerateContentResponse answer = ask("Hello.", json().build());

            // Then
            Content content =
                    answer.candidates().orElseThrow().getFirst().content().orElseThrow();
            assertThat(content.parts()
                            .map(parts -> parts.getFirst().text().orElse(""))
                            .orElse(""))
                    .isEqualTo(text);
            assertThat(answer.finishReason()).hasToString(finishReason);
        }
    }

    @Test
    void shouldShowWhatWasSentButNotThePrompt() {
        // When
        ask(
                "My secret.",
                GenerateContentConfig.builder()
                        .systemInstruction(Content.fromParts(Part.fromText("Be brief.")))
                        .topK(40.0f)
                        .build());

        // Then
        Sent sent = sim.sent().getLast();
        assertThat(sent.path()).isEqualTo("/v1beta/models/gemini-2.5-flash:generateContent");
        assertThat(sent.system()).isEqualTo("Be brief.");
        assertThat(sent.body().at("/generationConfig/topK").doubleValue()).isEqualTo(40);
        assertThat(sent.body().at("/contents/0/parts/0/text").textValue()).isEqualTo("(10 characters)");
        assertThat(sent.toString()).doesNotContain("secret");
    }

    // Through the parts: the SDK's own short cut answers with a type of a library that is no dependency of ours.
    private static FunctionCall onlyCall(GenerateContentResponse answer) {
        List<Part> parts = answer.candidates()
                .orElseThrow()
                .getFirst()
                .content()
                .orElseThrow()
                .parts()
                .orElseThrow();
        assertThat(parts).hasSize(1);
        return parts.getFirst().functionCall().orElseThrow();
    }

    private static GenerateContentResponse ask(String text, GenerateContentConfig config) {
        return client.models.generateContent(MODEL, text, config);
    }

    private static GenerateContentConfig.Builder json() {
        return GenerateContentConfig.builder().responseMimeType("application/json");
    }

    private static Tool weather() {
        return Tool.builder()
                .functionDeclarations(
                        FunctionDeclaration.builder()
                                .name("weather")
                                .parameters(Schema.builder()
                                        .type(Type.Known.OBJECT)
                                        .properties(Map.of(
                                                "city",
                                                Schema.builder()
                                                        .type(Type.Known.STRING)
                                                        .build())))
                                .build(),
                        FunctionDeclaration.builder().name("clock").build())
                .build();
    }
}
