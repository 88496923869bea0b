package io.tieline.sim.fault;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.sim.wire.ApiError;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class FaultJsonTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    static Stream<Arguments> faults() {
        return Stream.of(
                Arguments.of("{'endpoint':'a','kind':'hang'}", Fault.of("a", new Effect.Hang())),
                Arguments.of("{'endpoint':'*','kind':'reset'}", Fault.of("*", new Effect.Reset())),
                Arguments.of("{'endpoint':'a','kind':'truncate'}", Fault.of("a", new Effect.Truncate())),
                Arguments.of("{'endpoint':'a','kind':'garbage'}", Fault.of("a", new Effect.Garbage())),
                Arguments.of(
                        "{'endpoint':'a','kind':'empty','seed':-3}",
                        Fault.of("a", new Effect.Empty()).withSeed(-3)),
                Arguments.of("{'endpoint':'a','kind':'refusal'}", Fault.of("a", new Effect.Refusal())),
                Arguments.of("{'endpoint':'a','kind':'content_filter'}", Fault.of("a", new Effect.ContentFilter())),
                Arguments.of("{'endpoint':'a','kind':'schema_mismatch'}", Fault.of("a", new Effect.SchemaMismatch())),
                Arguments.of("{'endpoint':'a','kind':'max_tokens'}", Fault.of("a", new Effect.MaxTokens(1))),
                Arguments.of("{'endpoint':'a','kind':'max_tokens','tokens':9}", Fault.of("a", new Effect.MaxTokens(9))),
                Arguments.of(
                        "{'endpoint':'a','kind':'slow','factor':2.5,'delay':'250ms'}",
                        Fault.of("a", new Effect.Slow(2.5, Duration.ofMillis(250)))),
                Arguments.of(
                        "{'endpoint':'a','kind':'rate_limited','retryAfter':'2s','fraction':0.3,'startAfter':'1s',"
                                + "'duration':'2m','seed':7,'requestId':'r-1'}",
                        new Fault(
                                "a",
                                new Effect.Fail(ApiError.RATE_LIMITED, Duration.ofSeconds(2)),
                                0.3,
                                Duration.ofSeconds(1),
                                Duration.ofMinutes(2),
                                7L,
                                "r-1")));
    }

    @ParameterizedTest
    @MethodSource("faults")
    void shouldReadEveryKey(String json, Fault expected) {
        assertThat(read(json)).isEqualTo(expected);
    }

    @Test
    void shouldKnowEveryErrorByItsName() {
        assertThat(Arrays.stream(ApiError.values()))
                .allSatisfy(error -> assertThat(read("{'endpoint':'a','kind':'" + error.id() + "'}"))
                        .isEqualTo(Fault.of("a", new Effect.Fail(error, null))));
    }

    static Stream<Arguments> mistakes() {
        return Stream.of(
                Arguments.of(
                        "{'endpoint':'a','kind':'hang','fracton':1}",
                        "unknown key 'fracton' in a fault of kind hang,"
                                + " allowed: [duration, endpoint, fraction, kind, requestId, seed, startAfter]"),
                Arguments.of(
                        "{'endpoint':'a','kind':'overloaded','retryAfter':'2s'}",
                        "unknown key 'retryAfter' in a fault"
                                + " of kind overloaded, allowed: [duration, endpoint, fraction, kind, requestId, seed, startAfter]"),
                Arguments.of(
                        "{'endpoint':'a','kind':'sleepy'}",
                        "kind is 'sleepy', allowed: [content_filter, content_policy, empty,"
                                + " forbidden, garbage, hang, max_tokens, overloaded, payment_required, quota_exhausted,"
                                + " rate_limited, refusal, reset, schema_mismatch, server_error, slow, spend_limit, too_long,"
                                + " truncate, unauthorized, unavailable]"),
                Arguments.of("{'kind':'hang'}", "endpoint is missing, allowed: the id of one, or * for all"),
                Arguments.of("{'endpoint':3,'kind':'hang'}", "endpoint is 3, allowed: a text in quotes"),
                Arguments.of(
                        "{'endpoint':'a','kind':'hang','fraction':0}",
                        "fraction is 0.0, allowed: more than 0 and up to" + " 1"),
                Arguments.of("{'endpoint':'a','kind':'hang','fraction':'1'}", "fraction is \"1\", allowed: a number"),
                Arguments.of(
                        "{'endpoint':'a','kind':'hang','duration':'30'}",
                        "duration is '30', allowed: a whole number" + " with ms, s, m or h, such as 30s"),
                Arguments.of(
                        "{'endpoint':'a','kind':'hang','duration':'0s'}",
                        "duration is PT0S, allowed: longer than" + " nothing"),
                Arguments.of("{'endpoint':'a','kind':'slow','factor':0.5}", "factor is 0.5, allowed: 1 to 1000000"),
                Arguments.of("{'endpoint':'a','kind':'max_tokens','tokens':0}", "tokens is 0, allowed: 1 or more"),
                Arguments.of("{'endpoint':'a','kind':'hang','seed':0.5}", "seed is 0.5, allowed: a whole number"),
                Arguments.of("{'kind':'hang','kind':'hang'}", "the body is no JSON, or has a key twice"),
                Arguments.of("[]", "the body is not an object: allowed is one fault, as a JSON object"),
                Arguments.of("", "the body is not an object: allowed is one fault, as a JSON object"),
                Arguments.of("{'endpoint'", "the body is no JSON, or has a key twice"));
    }

    @ParameterizedTest
    @MethodSource("mistakes")
    void shouldSayWhatIsWrongAndWhatIsAllowed(String json, String message) {
        assertThatThrownBy(() -> read(json))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void shouldWriteAFaultWithHowItStands() {
        // Given
        FaultBoard board = new FaultBoard(Set.of("a"), 1);
        Fault fault = Fault.of("a", new Effect.Fail(ApiError.RATE_LIMITED, Duration.ofSeconds(90)))
                .withSchedule(Duration.ofSeconds(5), Duration.ofHours(1));
        FaultHandle handle = board.inject(fault, T0);

        // When
        String json = FaultJson.write(handle, T0).toString();

        // Then
        assertThat(json)
                .isEqualTo("{'id':'fault-1','endpoint':'a','kind':'rate_limited','fraction':1.0,'retryAfter':'90s',"
                                .replace('\'', '"')
                        + "'active':false,'start':'2026-01-01T00:00:05Z','end':'2026-01-01T01:00:05Z','taken':0}"
                                .replace('\'', '"'));
    }

    private static Fault read(String json) {
        return FaultJson.read(json.replace('\'', '"').getBytes(UTF_8));
    }
}
