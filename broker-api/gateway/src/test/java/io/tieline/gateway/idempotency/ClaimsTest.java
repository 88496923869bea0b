package io.tieline.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.gateway.idempotency.Claims.Answered;
import io.tieline.gateway.idempotency.Claims.Free;
import io.tieline.gateway.idempotency.Claims.State;
import io.tieline.gateway.idempotency.Claims.Step;
import io.tieline.gateway.idempotency.Claims.Working;
import io.tieline.gateway.view.Change;
import io.tieline.schemas.avro.IdempotentAnswer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClaimsTest {
    private static final Claims CLAIMS = new Claims(Duration.ofSeconds(30));
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    /**
     * Records in words: who, what and when; {@code a claims x at 30}, {@code a claims x at 31 as r} once it has submitted a
     * request, {@code a answers x}, {@code a gives up}.
     */
    static Stream<Arguments> histories() {
        return Stream.of(
                history("a claims x at 0", working("a", "x", 0, "a")),
                history("a claims x at 0, b claims x at 1", working("a", "x", 0, "a")),
                history("a claims x at 0, b claims y at 99", working("a", "x", 0, "a")),
                history("a claims x at 0, b claims x at 29", working("a", "x", 0, "a")),
                history("a claims x at 0, b claims x at 30", working("b", "x", 30, "a")),
                history("a claims x at 0, b claims x at 30, c claims x at 60", working("c", "x", 60, "a")),
                history("a claims x at 0, a claims x at 20, b claims x at 30", working("a", "x", 20, "a")),
                history("a claims x at 0, b claims x at 30, a claims x at 31", working("b", "x", 30, "a")),
                history("a claims x at 0, a gives up", new Free("x", at(0), "a")),
                history("a claims x at 0, b claims x at 1, b gives up", working("a", "x", 0, "a")),
                history("a claims x at 0, a gives up, b claims x at 1", working("b", "x", 1, "a")),
                history("a claims x at 0, a gives up, b claims y at 1", working("b", "y", 1, "b")),
                history("a claims x at 0, b claims x at 30, a gives up", working("b", "x", 30, "a")),
                history("a claims x at 0, a answers x", answered("a", "x")),
                history("a claims x at 0, a answers x, b claims x at 99", answered("a", "x")),
                history("a claims x at 0, a answers x, a gives up", answered("a", "x")),
                history("a claims x at 0, b claims x at 30, b answers x, a answers x", answered("b", "x")),
                history("a claims x at 0, b claims x at 30, a answers x, b answers x", answered("a", "x")),
                // What is left of the last two once Kafka has dropped the claims that an answer replaced.
                history("b answers x, a answers x", answered("b", "x")),
                history("b claims x at 30, a answers x", answered("a", "x")),
                // What was submitted is known to whoever takes over, and forgotten with an answer that isn't final.
                history("a claims x at 0, a claims x at 1 as r", working("a", "x", 1, "a", "r")),
                history("a claims x at 0, a claims x at 1 as r, b claims x at 31", working("b", "x", 31, "a", "r")),
                history("a claims x at 0, b claims x at 30, a claims x at 31 as r", working("b", "x", 30, "a")),
                history(
                        "a claims x at 0 as r, b claims x at 30, b claims x at 31 as s",
                        working("b", "x", 31, "a", "s")),
                history("a claims x at 0 as r, a gives up, b claims x at 1", working("b", "x", 1, "a")),
                history("a gives up", null));
    }

    private static Arguments history(String records, @Nullable State expected) {
        return Arguments.of(records, expected);
    }

    @ParameterizedTest
    @MethodSource("histories")
    void shouldFollowTheOrderOfRecords(String records, @Nullable State expected) {
        // When
        State state = null;
        for (String record : records.split(", ", -1)) {
            state = CLAIMS.after(state, record.substring(0, 1), change(Arrays.asList(record.split(" ", -1))));
        }

        // Then
        assertThat(state).isEqualTo(expected);
    }

    private static Change<IdempotentAnswer> change(List<String> words) {
        String id = words.getFirst();
        return switch (words.get(1)) {
            case "claims" ->
                new Change.Is<>(
                        id,
                        IdempotentAnswer.newBuilder(record(id, words.get(2), Integer.parseInt(words.get(4)), null))
                                .setRequestId(words.size() > 5 ? words.get(6) : null)
                                .build());
            case "answers" -> new Change.Is<>(id, record(id, words.get(2), 0, 200));
            default -> new Change.Gone<>(id);
        };
    }

    static Stream<Arguments> steps() {
        return Stream.of(
                Arguments.of(null, "x", 0, Step.CLAIM),
                Arguments.of(new Free("y", at(0), "b"), "x", 0, Step.CLAIM),
                Arguments.of(working("a", "x", 0, "a"), "x", 99, Step.WORK),
                Arguments.of(working("b", "x", 0, "b"), "x", 29, Step.WAIT),
                Arguments.of(working("b", "x", 0, "b"), "x", 30, Step.CLAIM),
                Arguments.of(working("b", "y", 0, "b"), "x", 29, Step.REFUSE),
                Arguments.of(working("b", "y", 0, "b"), "x", 99, Step.REFUSE),
                Arguments.of(answered("b", "x"), "x", 99, Step.TAKE),
                Arguments.of(answered("b", "y"), "x", 99, Step.REFUSE));
    }

    @ParameterizedTest
    @MethodSource("steps")
    void shouldTellWhatAHasToDo(@Nullable State state, String asked, int seconds, Step expected) {
        assertThat(CLAIMS.step(state, "a", asked, at(seconds))).isEqualTo(expected);
    }

    private static Working working(String id, String asked, int seconds, String origin) {
        return working(id, asked, seconds, origin, null);
    }

    private static Working working(String id, String asked, int seconds, String origin, @Nullable String submitted) {
        return new Working(id, asked, at(seconds), origin, submitted);
    }

    private static Answered answered(String id, String asked) {
        return new Answered(record(id, asked, 0, 200));
    }

    private static IdempotentAnswer record(String id, String asked, int seconds, @Nullable Integer status) {
        return IdempotentAnswer.newBuilder()
                .setKey("key")
                .setClaimId(id)
                .setBodySha256(asked)
                .setClaimedAt(at(seconds))
                .setStatus(status)
                .build();
    }

    private static Instant at(int seconds) {
        return START.plusSeconds(seconds);
    }
}
