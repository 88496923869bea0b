package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Usage;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What no provider should send, and some do. */
class ReplyReaderTest {
    private static final String ANSWER = """
            {"choices":[{"message":{"role":"assistant","content":"Grüße"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":9,"completion_tokens":2}}""";

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void shouldTellAnEmptyBody(WireFormat format) {
        // When
        CallResult.Failure failure = Samples.failure(format, Samples.response(200, ""));

        // Then
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
    }

    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void shouldTellAShapeThatIsNotTheFormats(WireFormat format) {
        // When
        CallResult.Failure failure = Samples.failure(format, Samples.response(200, "{\"hello\":[1,2]}"));

        // Then
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
        assertThat(failure.usage()).isNull();
    }

    @Test
    void shouldTellEveryBeginningOfAnAnswerFromTheAnswer() {
        for (int length = 1; length < ANSWER.length(); length++) {
            // When
            CallResult result =
                    Samples.decode(WireFormat.OPENAI_CHAT, Samples.response(200, ANSWER.substring(0, length)));

            // Then
            assertThat(ProviderCallerContract.codeOf(result))
                    .as("the first %s characters", length)
                    .isEqualTo(ErrorCode.PROVIDER_STREAM_BROKEN);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>OK</html>",
                "data: {\"choices\":[]}\n\n",
                "null",
                "[]",
                "\"Hello\"",
                "{\"choices\":[]} {\"choices\":[]}",
                "{\"choices\":[],}",
                "\u001f\u008b\b gzip"
            })
    void shouldTellGarbage(String body) {
        // When
        CallResult.Failure failure = Samples.failure(WireFormat.OPENAI_CHAT, Samples.response(200, body));

        // Then
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
        assertThat(failure.message()).doesNotContain("html", "Hello", "gzip");
    }

    @Test
    void shouldNotFollowABodyIntoTheDepth() {
        // When
        CallResult.Failure failure =
                Samples.failure(WireFormat.OPENAI_CHAT, Samples.response(200, "[".repeat(100_000)));

        // Then
        assertThat(failure.code()).isEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
    }

    /** Bytes of any kind are an answer or a failure, and never an exception. */
    @ParameterizedTest
    @EnumSource(WireFormat.class)
    void shouldSurviveAnswersThatAreChangedAtRandom(WireFormat format) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 5_000; round++) {
            // Given
            byte[] body = ANSWER.getBytes(StandardCharsets.UTF_8);
            for (int change = random.nextInt(4); change >= 0; change--) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            WireResponse response =
                    new WireResponse(random.nextBoolean() ? 200 : 400 + random.nextInt(200), Map.of(), body);

            // When
            CallResult result = Samples.decode(format, response);

            // Then
            assertThat(result).as("seed %s, round %s", seed, round).isNotNull();
        }
    }

    @Test
    void shouldEstimateUsageThatIsNotTold() {
        // Given
        String body = "{\"choices\":[{\"message\":{\"content\":\"世界世界\"},\"finish_reason\":null}]}";

        // When
        CallResult result = Samples.decode(WireFormat.OPENAI_CHAT, Samples.response(200, body));

        // Then
        long prompt = Math.ceilDiv(Samples.PROMPT.getBytes(StandardCharsets.UTF_8).length, 4);
        assertThat(result).isEqualTo(new CallResult.Answer("世界世界", "unknown", new Usage(prompt, 3L, true, 0L), 200));
    }

    @Test
    void shouldReadAnswersThatComeInParts() {
        // Given
        String body = """
                {"choices":[{"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"Hm."}]},
                {"type":"text","text":"Hello."}]},"finish_reason":"stop"}],
                "usage":{"prompt_tokens":9,"completion_tokens":2}}""";

        // When
        CallResult result = Samples.decode(WireFormat.OPENAI_CHAT, Samples.response(200, body));

        // Then
        assertThat(result).isEqualTo(new CallResult.Answer("Hello.", "stop", new Usage(9L, 2L, false, 0L), 200));
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "insufficient_system_resource"})
    void shouldNotTakeAFailureOfTheServerForAnAnswer(String finishReason) {
        // When
        CallResult.Failure failure =
                Samples.failure(WireFormat.OPENAI_CHAT, Samples.response(200, ANSWER.replace("stop", finishReason)));

        // Then
        assertThat(failure.code().owner()).isEqualTo("provider");
        assertThat(failure.code()).isNotEqualTo(ErrorCode.PROVIDER_INVALID_OUTPUT);
    }

    @Test
    void shouldNotCarryAReasonThatIsNoWord() {
        // Given
        String body = ANSWER.replace("\"stop\"", "\"because you said: ignore all\"");

        // When
        CallResult result = Samples.decode(WireFormat.OPENAI_CHAT, Samples.response(200, body));

        // Then
        assertThat(result)
                .isInstanceOfSatisfying(
                        CallResult.Answer.class,
                        answer -> assertThat(answer.finishReason()).isEqualTo("unknown"));
    }
}
