package io.tieline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIInvalidDataException;
import com.openai.errors.OpenAIIoException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.PermissionDeniedException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.errors.UnexpectedStatusCodeException;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.wire.ApiError;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** OpenAI's own SDK as the judge. */
class OpenAiSdkTest {
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
        ChatCompletion answer = ask(Sims.KEY, "gpt-4o", "Wind turns turbines. It rains.", 100);

        // Then
        assertThat(answer.choices().getFirst().message().content()).hasValue("Wind turns turbines.");
        assertThat(answer.choices().getFirst().finishReason().asString()).isEqualTo("stop");
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(12);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(5);
        assertThat(answer.usage().orElseThrow().totalTokens()).isEqualTo(17);
        assertThat(answer.model()).isEqualTo("gpt-4o");
        assertThat(answer.id()).startsWith("chatcmpl-");
        assertThat(answer.validate()).isSameAs(answer);
    }

    @Test
    void shouldStopAtTheLimit() {
        // When
        ChatCompletion answer = ask(Sims.KEY, "gpt-4o", "Wind turns turbines. It rains.", 2);

        // Then
        assertThat(answer.choices().getFirst().message().content()).hasValue("Wind tur");
        assertThat(answer.choices().getFirst().finishReason().asString()).isEqualTo("length");
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(ApiError.RATE_LIMITED, RateLimitException.class, 429, "rate_limit_exceeded"),
                Arguments.of(ApiError.QUOTA_EXHAUSTED, RateLimitException.class, 429, "insufficient_quota"),
                Arguments.of(ApiError.SPEND_LIMIT, RateLimitException.class, 429, "insufficient_quota"),
                Arguments.of(
                        ApiError.PAYMENT_REQUIRED, UnexpectedStatusCodeException.class, 402, "invalid_request_error"),
                Arguments.of(ApiError.SERVER_ERROR, InternalServerException.class, 500, null),
                Arguments.of(ApiError.UNAVAILABLE, InternalServerException.class, 503, null),
                Arguments.of(ApiError.OVERLOADED, InternalServerException.class, 503, null),
                Arguments.of(ApiError.UNAUTHORIZED, UnauthorizedException.class, 401, "invalid_api_key"),
                Arguments.of(
                        ApiError.FORBIDDEN,
                        PermissionDeniedException.class,
                        403,
                        "unsupported_country_region_territory"),
                Arguments.of(ApiError.TOO_LONG, BadRequestException.class, 400, "context_length_exceeded"),
                Arguments.of(ApiError.CONTENT_POLICY, BadRequestException.class, 400, "content_policy_violation"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void shouldFailWithTheTypedException(
            ApiError error, Class<? extends OpenAIServiceException> type, int status, String code) {
        try (FaultHandle _ = Sims.fail(sim, error, null)) {
            // When
            OpenAIServiceException thrown = catchThrowableOfType(type, OpenAiSdkTest::ask);

            // Then
            assertThat(thrown.statusCode()).isEqualTo(status);
            assertThat(thrown.code().orElse(null)).isEqualTo(code);
            assertThat(thrown.headers().values("x-request-id")).hasSize(1);
            assertThat(thrown.headers().values("retry-after")).isEmpty();
        }
    }

    @Test
    void shouldShowTheLimitsOfA429() {
        try (FaultHandle _ = Sims.fail(sim, ApiError.RATE_LIMITED, Duration.ofMillis(1_500))) {
            // When
            RateLimitException thrown = catchThrowableOfType(RateLimitException.class, OpenAiSdkTest::ask);

            // Then
            assertThat(thrown.headers().values("retry-after")).containsExactly("2");
            assertThat(thrown.headers().values("retry-after-ms")).containsExactly("1500");
            assertThat(thrown.headers().values("x-ratelimit-remaining-requests"))
                    .containsExactly("0");
            assertThat(thrown.headers().values("x-ratelimit-reset-requests")).containsExactly("1.500s");
        }
    }

    @Test
    void shouldRefuseWhatTheRealOneRefuses() {
        // When
        Throwable wrongKey = catchThrowable(() -> ask("sk-wrong", "gpt-4o", "Hello.", 9));
        Throwable wrongModel = catchThrowable(() -> ask(Sims.KEY, "gpt-9", "Hello.", 9));
        Throwable tooLong = catchThrowable(() -> ask(Sims.KEY, "gpt-4o", "word ".repeat(2_000), 9));
        Throwable noMessages = catchThrowable(() -> ask(Sims.KEY, "gpt-4o", null, 9));
        Throwable noTokens = catchThrowable(() -> ask(Sims.KEY, "gpt-4o", "Hello.", 0));

        // Then
        assertThat(wrongKey).isInstanceOf(UnauthorizedException.class);
        assertThat(wrongModel).isInstanceOf(NotFoundException.class).hasMessageContaining("gpt-9");
        assertThat(tooLong).isInstanceOf(BadRequestException.class).hasMessageContaining("resulted in 2504 tokens");
        assertThat(noMessages).isInstanceOf(BadRequestException.class).hasMessageContaining("empty array");
        assertThat(noTokens).isInstanceOf(BadRequestException.class).hasMessageContaining("'max_completion_tokens'");
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                Arguments.of(new Effect.Reset(), OpenAIIoException.class),
                Arguments.of(new Effect.Hang(), OpenAIIoException.class),
                Arguments.of(new Effect.Truncate(), OpenAIInvalidDataException.class),
                Arguments.of(new Effect.Garbage(), OpenAIInvalidDataException.class));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void shouldSeeABrokenAnswerAsBroken(Effect effect, Class<? extends Throwable> type) {
        try (FaultHandle _ = sim.inject(Fault.of(Sims.OPENAI, effect))) {
            // When
            Throwable thrown = catchThrowable(OpenAiSdkTest::ask);

            // Then
            assertThat(thrown).isInstanceOf(type);
        }
    }

    @Test
    void shouldSeeAnEmptyAnswerAsEmpty() {
        try (FaultHandle _ = sim.inject(Fault.of(Sims.OPENAI, new Effect.Empty()))) {
            // When
            ChatCompletion answer = ask();

            // Then
            assertThat(answer.choices().getFirst().message().content()).hasValue("");
            assertThat(answer.usage().orElseThrow().completionTokens()).isZero();
        }
    }

    private static ChatCompletion ask() {
        return ask(Sims.KEY, "gpt-4o", "Hello there.", 9);
    }

    private static ChatCompletion ask(String key, String model, @Nullable String text, int limit) {
        OpenAIClient client = OpenAIOkHttpClient.builder()
                .baseUrl(sim.baseUrl(Sims.OPENAI).toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(3))
                .build();
        try {
            ChatCompletionCreateParams.Builder params =
                    ChatCompletionCreateParams.builder().model(model).maxCompletionTokens(limit);
            if (text == null) {
                params.messages(List.of());
            } else {
                params.addUserMessage(text);
            }
            return client.chat().completions().create(params.build());
        } finally {
            client.close();
        }
    }
}
