package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.QualityTier;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.Role;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final ReplyTo REPLY_TO = new ReplyTo("replies", 2);
    private static final ClientConfig CONFIG = ClientConfig.builder("kafka:9092", URI.create("http://registry"))
            .tenant("acme")
            .build();

    static Stream<Arguments> invalid() {
        return Stream.of(
                invalid("requestId is '', allowed: 1 to 200 characters", b -> b.requestId("")),
                invalid("requestId is '" + "x".repeat(201) + "'", b -> b.requestId("x".repeat(201))),
                invalid("jobId is ' ', allowed: 1 to 200 characters", b -> b.jobId(" ")),
                invalid("maxOutputTokens is '0', allowed: 1 or more", b -> b.maxOutputTokens(0)),
                invalid("temperature is '2.1', allowed: 0 to 2.0", b -> b.temperature(2.1)),
                invalid("temperature is 'NaN'", b -> b.temperature(Double.NaN)),
                invalid("topP is '0.0', allowed: above 0 to 1", b -> b.topP(0)),
                invalid("maxAttempts is '0', allowed: 1 or more", b -> b.maxAttempts(0)),
                invalid("stop is '[END, ]', allowed: sequences of one", b -> b.stop(List.of("END", ""))),
                invalid("maxCallUsd is '-0.01', allowed: 0 or more", b -> b.maxCallUsd(new BigDecimal("-0.01"))),
                invalid(
                        "maxCallUsd is '1E-7', allowed: 0 or more, with at most 6 decimals",
                        b -> b.maxCallUsd(new BigDecimal("0.0000001"))),
                invalid("maxCallUsd is '1E+20', allowed: ", b -> b.maxCallUsd(new BigDecimal("1E+20"))),
                invalid("jurisdictions is '[]', allowed: at least one", b -> b.jurisdictions(List.of())),
                invalid("jurisdictions is '[eu,  ]', allowed: names", b -> b.jurisdictions(List.of("eu", " "))),
                invalid(
                        "vendorFields.openai_chat is '[]', allowed: a JSON object",
                        b -> b.vendorFields(WireFormat.OPENAI_CHAT, "[]")),
                invalid(
                        "vendorFields.gemini_generate is '{\"a\":1}{}', allowed: one JSON object, nothing behind it",
                        b -> b.vendorFields(WireFormat.GEMINI_GENERATE, "{\"a\":1}{}")));
    }

    private static Arguments invalid(String message, UnaryOperator<ChatBuilder> mistake) {
        return Arguments.of(message, mistake);
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void shouldNameTheFieldAndTheValue(String message, UnaryOperator<ChatBuilder> mistake) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> mistake.apply(Request.on("summarize").user("text")))
                .withMessageStartingWith(message);
    }

    @Test
    void shouldRefuseARequestWithoutMessages() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Request.on("summarize").build())
                .withMessage("messages is '[]', allowed: at least one message");
    }

    @Test
    void shouldRefuseARequestWithoutRoute() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Request.ofText("", "text"))
                .withMessage("route is '', allowed: a name");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2025-12-31T23:59:59Z", "2026-01-01T12:00:00Z", "2026-01-15T12:00:00.001Z"})
    void shouldRefuseADeadlineInThePastOrTooFarAhead(Instant deadline) {
        // Given
        Request request =
                Request.on("summarize").user("text").deadline(deadline).build();

        // Then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request.toRecord(CONFIG, REPLY_TO, NOW))
                .withMessage("deadline is '" + deadline + "', allowed: after now, 2026-01-01T12:00:00Z, and until"
                        + " 2026-01-15T12:00:00Z");
    }

    @Test
    void shouldFillInWhatTheCallerLeavesOut() {
        // When
        Request request = Request.ofText("summarize", "text");
        InferenceRequest record = request.toRecord(CONFIG, REPLY_TO, NOW);

        // Then
        assertThat(record)
                .isEqualTo(InferenceRequest.newBuilder()
                        .setRequestId(request.requestId())
                        .setTenant("acme")
                        .setRoute("summarize")
                        .setMessages(List.of(Messages.text(Role.USER, "text")))
                        .setCreatedAt(NOW)
                        .setDeadline(NOW.plus(Duration.ofMinutes(10)))
                        .setReplyTo(REPLY_TO)
                        .build());
        assertThat(RequestIds.timeOf(request.requestId())).isPresent();
        assertThat(request.lane()).isEqualTo(Lane.INTERACTIVE);
    }

    @Test
    void shouldCarryEverythingThatTheCallerSays() {
        // Given
        Request request = complete();

        // When
        InferenceRequest record = request.toRecord(CONFIG, REPLY_TO, NOW);

        // Then
        assertThat(record)
                .isEqualTo(InferenceRequest.newBuilder()
                        .setRequestId("order-17")
                        .setTenant("acme")
                        .setRoute("summarize")
                        .setJobId("night")
                        .setMessages(List.of(
                                Messages.text(Role.SYSTEM, "Be brief."),
                                Messages.text(Role.USER, "Hello"),
                                Messages.text(Role.ASSISTANT, "Hi")))
                        .setMaxOutputTokens(100)
                        .setTemperature(0.0)
                        .setTopP(1.0)
                        .setSeed(-3L)
                        .setStop(List.of("END"))
                        .setCreatedAt(NOW)
                        .setDeadline(NOW.plusSeconds(5))
                        .setMaxAttempts(4)
                        .setReplyTo(REPLY_TO)
                        .setAttributes(Map.of("page", "12"))
                        .setMinimumTier(QualityTier.STANDARD)
                        .setDegradedAllowed(false)
                        .setMaxCallMicroUsd(20_500L)
                        .setJurisdictions(List.of("eu", "ch"))
                        .setVendorFields(Map.of(
                                "openai_chat", "{\"user\": \"u-1\"}",
                                "anthropic_messages", "{}"))
                        .build());
        assertThat(request.lane()).isEqualTo(Lane.BATCH);
    }

    private static Request complete() {
        return Request.on("summarize")
                .system("Be brief.")
                .user("Hello")
                .assistant("Hi")
                .lane(Lane.BATCH)
                .deadline(NOW.plusSeconds(5))
                .requestId("order-17")
                .jobId("night")
                .maxOutputTokens(100)
                .temperature(0)
                .topP(1)
                .seed(-3)
                .stop(List.of("END"))
                .maxAttempts(4)
                .attributes(Map.of("page", "12"))
                .minimumTier(QualityTier.STANDARD)
                .degradedAllowed(false)
                .maxCallUsd(new BigDecimal("0.0205"))
                .jurisdictions(List.of("eu", "ch", "eu"))
                .vendorFields(WireFormat.OPENAI_CHAT, "{\"user\": \"u-1\"}")
                .vendorFields(WireFormat.ANTHROPIC_MESSAGES, "{}")
                .build();
    }

    @Test
    void shouldNotChangeWithItsBuilder() {
        // Given
        ChatBuilder builder = Request.on("summarize").user("first").requestId("1");
        Request first = builder.build();

        // When
        builder.user("second")
                .requestId("2")
                .vendorFields(WireFormat.OPENAI_CHAT, "{}")
                .build();

        // Then
        assertThat(first.requestId()).isEqualTo("1");
        assertThat(first.toRecord(CONFIG, REPLY_TO, NOW).getMessages()).hasSize(1);
        assertThat(first.toRecord(CONFIG, REPLY_TO, NOW).getVendorFields()).isEmpty();
    }

    @Test
    void shouldGiveEachRequestOfABuilderAnIdOfItsOwn() {
        // Given
        ChatBuilder builder = Request.on("summarize").user("text");

        // Then
        assertThat(builder.build().requestId()).isNotEqualTo(builder.build().requestId());
    }
}
