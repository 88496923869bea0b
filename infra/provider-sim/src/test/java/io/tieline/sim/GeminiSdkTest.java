package io.tieline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.google.genai.Client;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.GenAiIOException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.wire.ApiError;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Google's own SDK as the judge. */
class GeminiSdkTest {
    private static final String MODEL = "gemini-2.5-flash";
    private static ProviderSim sim;

    @BeforeAll
    static void start() {
        sim = Sims.start();
    }

    @AfterAll
    static void stop() {
        sim.close();
    }

    @Test
    void shouldAnswerWithTextAndUsage() {
        // When
        GenerateContentResponse answer = ask(Sims.KEY, MODEL, "Wind turns turbines. It rains.", 100);

        // Then
        assertThat(answer.text()).isEqualTo("Wind turns turbines.");
        assertThat(answer.finishReason()).hasToString("STOP");
        assertThat(answer.usageMetadata().orElseThrow().promptTokenCount()).hasValue(12);
        assertThat(answer.usageMetadata().orElseThrow().candidatesTokenCount()).hasValue(5);
        assertThat(answer.usageMetadata().orElseThrow().totalTokenCount()).hasValue(17);
        assertThat(answer.modelVersion()).hasValue(MODEL);
        assertThat(answer.responseId()).isPresent();
    }

    @Test
    void shouldStopAtTheLimit() {
        // When
        GenerateContentResponse answer = ask(Sims.KEY, MODEL, "Wind turns turbines. It rains.", 2);

        // Then
        assertThat(answer.text()).isEqualTo("Wind tur");
        assertThat(answer.finishReason()).hasToString("MAX_TOKENS");
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(ApiError.RATE_LIMITED, ClientException.class, 429, "RESOURCE_EXHAUSTED"),
                Arguments.of(ApiError.QUOTA_EXHAUSTED, ClientException.class, 429, "RESOURCE_EXHAUSTED"),
                Arguments.of(ApiError.SPEND_LIMIT, ClientException.class, 429, "RESOURCE_EXHAUSTED"),
                Arguments.of(ApiError.PAYMENT_REQUIRED, ClientException.class, 402, "FAILED_PRECONDITION"),
                Arguments.of(ApiError.SERVER_ERROR, ServerException.class, 500, "INTERNAL"),
                Arguments.of(ApiError.UNAVAILABLE, ServerException.class, 503, "UNAVAILABLE"),
                Arguments.of(ApiError.OVERLOADED, ServerException.class, 503, "UNAVAILABLE"),
                Arguments.of(ApiError.UNAUTHORIZED, ClientException.class, 401, "UNAUTHENTICATED"),
                Arguments.of(ApiError.FORBIDDEN, ClientException.class, 403, "PERMISSION_DENIED"),
                Arguments.of(ApiError.TOO_LONG, ClientException.class, 400, "INVALID_ARGUMENT"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void shouldFailWithTheTypedException(ApiError error, Class<? extends ApiException> type, int code, String status) {
        try (FaultHandle _ = Sims.fail(sim, error, null)) {
            // When
            ApiException thrown = catchThrowableOfType(type, GeminiSdkTest::ask);

            // Then
            assertThat(thrown.code()).isEqualTo(code);
            assertThat(thrown.status()).isEqualTo(status);
        }
    }

    @Test
    void shouldBlockAPromptWithoutAnError() {
        try (FaultHandle _ = Sims.fail(sim, ApiError.CONTENT_POLICY, null)) {
            // When
            GenerateContentResponse answer = ask();

            // Then
            assertThat(answer.candidates().isPresent()).isFalse();
            assertThat(answer.promptFeedback().orElseThrow().blockReason().orElseThrow())
                    .hasToString("PROHIBITED_CONTENT");
        }
    }

    @Test
    void shouldRefuseWhatTheRealOneRefuses() {
        // When
        Throwable wrongKey = catchThrowable(() -> ask("sk-wrong", MODEL, "Hello.", 9));
        Throwable wrongModel = catchThrowable(() -> ask(Sims.KEY, "gemini-9", "Hello.", 9));
        Throwable tooLong = catchThrowable(() -> ask(Sims.KEY, MODEL, "word ".repeat(2_000), 9));

        // Then
        assertThat(wrongKey).isInstanceOf(ClientException.class).hasMessageContaining("API key not valid");
        assertThat(wrongModel).isInstanceOf(ClientException.class).hasMessageContaining("models/gemini-9 is not found");
        assertThat(tooLong).isInstanceOf(ClientException.class).hasMessageContaining("token count (2504) exceeds");
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                Arguments.of(new Effect.Reset()),
                Arguments.of(new Effect.Hang()),
                Arguments.of(new Effect.Truncate()),
                Arguments.of(new Effect.Garbage()));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void shouldSeeABrokenAnswerAsBroken(Effect effect) {
        try (FaultHandle _ = sim.inject(Fault.of(Sims.GEMINI, effect))) {
            // When
            Throwable thrown = catchThrowable(GeminiSdkTest::ask);

            // Then
            assertThat(thrown).isInstanceOf(GenAiIOException.class);
        }
    }

    @Test
    void shouldSeeAnEmptyAnswerAsEmpty() {
        try (FaultHandle _ = sim.inject(Fault.of(Sims.GEMINI, new Effect.Empty()))) {
            // When
            GenerateContentResponse answer = ask();

            // Then
            assertThat(answer.text()).isNullOrEmpty();
            assertThat(answer.usageMetadata().orElseThrow().promptTokenCount()).hasValue(7);
        }
    }

    private static GenerateContentResponse ask() {
        return ask(Sims.KEY, MODEL, "Hello there.", 9);
    }

    private static GenerateContentResponse ask(String key, String model, String text, int limit) {
        HttpOptions options = HttpOptions.builder()
                .baseUrl(sim.baseUrl(Sims.GEMINI).toString())
                .timeout(3_000)
                .retryOptions(
                        HttpRetryOptions.builder().attempts(1).initialDelay(0.0).build())
                .build();
        try (Client client = Client.builder()
                .apiKey(key)
                .vertexAI(false)
                .httpOptions(options)
                .build()) {
            return client.models.generateContent(
                    model,
                    text,
                    GenerateContentConfig.builder().maxOutputTokens(limit).build());
        }
    }
}
