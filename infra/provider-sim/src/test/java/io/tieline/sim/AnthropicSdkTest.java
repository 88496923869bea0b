package io.tieline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.errors.AnthropicInvalidDataException;
import com.anthropic.errors.AnthropicIoException;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.InternalServerException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.OverloadedException;
import com.anthropic.errors.PaymentRequiredException;
import com.anthropic.errors.PermissionDeniedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.ServiceUnavailableException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCreateParams;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.wire.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Anthropic's own SDK as the judge. */
class AnthropicSdkTest {
    private static final String MODEL = "claude-3-5-sonnet";
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
        Message answer = ask(Sims.KEY, MODEL, "Wind turns turbines. It rains.", 100);

        // Then
        assertThat(answer.content().getFirst().asText().text()).isEqualTo("Wind turns turbines.");
        assertThat(answer.stopReason().orElseThrow().asString()).isEqualTo("end_turn");
        assertThat(answer.usage().inputTokens()).isEqualTo(12);
        assertThat(answer.usage().outputTokens()).isEqualTo(5);
        assertThat(answer.model().asString()).isEqualTo(MODEL);
        assertThat(answer.id()).startsWith("msg_01");
    }

    @Test
    void shouldStopAtTheLimit() {
        // When
        Message answer = ask(Sims.KEY, MODEL, "Wind turns turbines. It rains.", 2);

        // Then
        assertThat(answer.content().getFirst().asText().text()).isEqualTo("Wind tur");
        assertThat(answer.stopReason().orElseThrow().asString()).isEqualTo("max_tokens");
    }

    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(ApiError.RATE_LIMITED, RateLimitException.class, 429, "rate_limit_error"),
                Arguments.of(ApiError.QUOTA_EXHAUSTED, RateLimitException.class, 429, "enforced_spend_limit_reached"),
                Arguments.of(ApiError.SPEND_LIMIT, BadRequestException.class, 400, "specified API usage limits"),
                Arguments.of(ApiError.PAYMENT_REQUIRED, PaymentRequiredException.class, 402, "billing_error"),
                Arguments.of(ApiError.SERVER_ERROR, InternalServerException.class, 500, "api_error"),
                Arguments.of(ApiError.UNAVAILABLE, ServiceUnavailableException.class, 503, "upstream connect error"),
                Arguments.of(ApiError.OVERLOADED, OverloadedException.class, 529, "overloaded_error"),
                Arguments.of(ApiError.UNAUTHORIZED, UnauthorizedException.class, 401, "authentication_error"),
                Arguments.of(ApiError.FORBIDDEN, PermissionDeniedException.class, 403, "permission_error"),
                Arguments.of(ApiError.TOO_LONG, BadRequestException.class, 400, "prompt is too long: 2001 tokens"),
                Arguments.of(ApiError.CONTENT_POLICY, BadRequestException.class, 400, "content filtering policy"));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void shouldFailWithTheTypedException(
            ApiError error, Class<? extends AnthropicServiceException> type, int status, String inBody) {
        try (FaultHandle _ = Sims.fail(sim, error, null)) {
            // When
            AnthropicServiceException thrown = catchThrowableOfType(type, AnthropicSdkTest::ask);

            // Then
            assertThat(thrown.statusCode()).isEqualTo(status);
            assertThat(thrown.body().toString()).contains(inBody);
            assertThat(thrown.headers().values("retry-after")).isEmpty();
        }
    }

    @Test
    void shouldShowTheLimitsOfA429() {
        try (FaultHandle _ = Sims.fail(sim, ApiError.RATE_LIMITED, Duration.ofMillis(1_500))) {
            // When
            RateLimitException thrown = catchThrowableOfType(RateLimitException.class, AnthropicSdkTest::ask);

            // Then
            assertThat(thrown.headers().values("retry-after")).containsExactly("2");
            assertThat(thrown.headers().values("anthropic-ratelimit-requests-remaining"))
                    .containsExactly("0");
            assertThat(thrown.headers().values("anthropic-ratelimit-requests-reset"))
                    .first()
                    .satisfies(reset -> assertThat(Instant.parse(reset)).isAfter(Instant.EPOCH));
            assertThat(thrown.headers().values("request-id")).hasSize(1);
        }
    }

    @Test
    void shouldRefuseWhatTheRealOneRefuses() {
        // When
        Throwable wrongKey = catchThrowable(() -> ask("sk-wrong", MODEL, "Hello.", 9));
        Throwable wrongModel = catchThrowable(() -> ask(Sims.KEY, "claude-9", "Hello.", 9));
        Throwable tooLong = catchThrowable(() -> ask(Sims.KEY, MODEL, "word ".repeat(2_000), 9));
        Throwable tooMuch = catchThrowable(() -> ask(Sims.KEY, MODEL, "Hello.", 2_000));
        Throwable noTokens = catchThrowable(() -> ask(Sims.KEY, MODEL, "Hello.", 0));

        // Then
        assertThat(wrongKey).isInstanceOf(UnauthorizedException.class);
        assertThat(wrongModel).isInstanceOf(NotFoundException.class).hasMessageContaining("claude-9");
        assertThat(tooLong)
                .isInstanceOf(BadRequestException.class)
                .hasMessageContaining("prompt is too long: 2504 tokens > 2000 maximum");
        assertThat(tooMuch).isInstanceOf(BadRequestException.class).hasMessageContaining("6 + 2000 > 2000");
        assertThat(noTokens).isInstanceOf(BadRequestException.class).hasMessageContaining("max_tokens");
    }

    static Stream<Arguments> breaks() {
        return Stream.of(
                Arguments.of(new Effect.Reset(), AnthropicIoException.class),
                Arguments.of(new Effect.Hang(), AnthropicIoException.class),
                Arguments.of(new Effect.Truncate(), AnthropicInvalidDataException.class),
                Arguments.of(new Effect.Garbage(), AnthropicInvalidDataException.class));
    }

    @ParameterizedTest
    @MethodSource("breaks")
    void shouldSeeABrokenAnswerAsBroken(Effect effect, Class<? extends Throwable> type) {
        try (FaultHandle _ = sim.inject(Fault.of(Sims.ANTHROPIC, effect))) {
            // When
            Throwable thrown = catchThrowable(AnthropicSdkTest::ask);

            // Then
            assertThat(thrown).isInstanceOf(type);
        }
    }

    @Test
    void shouldSeeAnEmptyAnswerAsEmpty() {
        try (FaultHandle _ = sim.inject(Fault.of(Sims.ANTHROPIC, new Effect.Empty()))) {
            // When
            Message answer = ask();

            // Then
            assertThat(answer.content()).isEmpty();
            assertThat(answer.usage().outputTokens()).isZero();
        }
    }

    private static Message ask() {
        return ask(Sims.KEY, MODEL, "Hello there.", 9);
    }

    private static Message ask(String key, String model, String text, int limit) {
        AnthropicClient client = AnthropicOkHttpClient.builder()
                .baseUrl(sim.baseUrl(Sims.ANTHROPIC).toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(3))
                .build();
        try {
            return client.messages()
                    .create(MessageCreateParams.builder()
                            .model(model)
                            .maxTokens(limit)
                            .addUserMessage(text)
                            .build());
        } finally {
            client.close();
        }
    }
}
