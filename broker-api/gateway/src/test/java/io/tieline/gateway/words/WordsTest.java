package io.tieline.gateway.words;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class WordsTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "a", "thirty-two characters are a piece", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀x😀😀"})
    void piecesMakeUpTheText(String text) {
        // When
        List<String> pieces = Pieces.of(text.repeat(7));

        // Then
        assertThat(String.join("", pieces)).isEqualTo(text.repeat(7));
        assertThat(pieces).allSatisfy(piece -> assertThat(piece).isNotEmpty());
        assertThat(pieces).noneMatch(piece -> Character.isHighSurrogate(piece.charAt(piece.length() - 1)));
    }

    @ParameterizedTest
    @CsvSource({
        "provider.overloaded, OVERLOADED",
        "provider.rate_limited.burst, RATE_LIMITED",
        "credential.invalid, UNAVAILABLE",
        "provider.server_error, UPSTREAM",
        "policy.budget_used_up, BUDGET",
        "policy.residency, FORBIDDEN",
        "deadline.exceeded, TIMED_OUT",
        "caller.cancelled, CANCELLED",
        "request.invalid, INVALID",
        "request.unknown_route, NOT_FOUND",
        "something.newer, UPSTREAM"
    })
    void tellsWhoseFaultItIs(String code, Trouble trouble) {
        assertThat(Failures.of(Records.failure(Outcome.FAILED, code)).trouble()).isEqualTo(trouble);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void hasAnAnswerForEveryCode(ErrorCode code) {
        assertThat(Failures.trouble(code).status()).isBetween(400, 599);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "1", "{\"a\":1,\"a\":2}", "{} x", "{\"a\":", "null"})
    void readsObjectsAlone(String text) {
        assertThat(Json.read(text)).isEmpty();
    }

    @Test
    void boundsTheDepth() {
        assertThat(Json.read("{\"a\":" + "[".repeat(70) + "]".repeat(70) + "}")).isEmpty();
    }

    @Test
    void tellsWhoAnswered() {
        assertThat(Facts.of(Records.answer("x").setRequestId("r\r\nx: y").build()))
                .containsEntry("tieline-served-by", "openai-eu")
                .containsEntry("tieline-switched", "true")
                .containsEntry("tieline-degraded", "false")
                .containsEntry("tieline-request-id", "r??x: y");
    }
}
