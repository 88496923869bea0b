package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SafeTextTest {
    private static final WireCall CALL = Samples.call(Samples.openAi());

    @Test
    void shouldDropWhatIsQuotedFromTheRequest() {
        // When
        String text = SafeText.of("Could not read 'patient Ottilie Kranzbühler, born 1961.' as JSON", CALL);

        // Then
        assertThat(text).isEqualTo("Could not read '[…]' as JSON");
    }

    @Test
    void shouldDropAQuoteInPieces() {
        // When
        String text = SafeText.of("near \"Ottilie Kranz\"... and \"born 1961.\" and \"of patient Ot\"", CALL);

        // Then
        assertThat(text).isEqualTo("near \"[…]\"... and \"born 1961.\" and \"[…]\"");
    }

    @Test
    void shouldDropALongPromptThatRepeatsItself() {
        // Given
        WireCall call = new WireCall(
                Samples.openAi(),
                Samples.request()
                        .setMessages(java.util.List.of(io.tieline.schemas.Messages.text(
                                io.tieline.schemas.avro.Role.USER, "a".repeat(2_000_000))))
                        .build(),
                null);

        // When
        String text = SafeText.of("bad: " + "a".repeat(100), call);

        // Then
        assertThat(text).isEqualTo("bad: […]");
    }

    @ParameterizedTest
    @CsvSource({
        "Incorrect API key provided: sk-test-0123456789abcdef., Incorrect API key provided: ***.",
        "Incorrect API key provided: sk-proj-AbC***xyz9., Incorrect API key provided: ***.",
        "key AIzaSyA1234567890 is leaked, key *** is leaked",
        "header Bearer abcdef0123456789 refused, header *** refused",
        "use a task-specific model, use a task-specific model",
    })
    void shouldDropKeys(String sentence, String expected) {
        assertThat(SafeText.of(sentence, CALL)).isEqualTo(expected);
    }

    @Test
    void shouldMakeOneShortLine() {
        // When
        String text = SafeText.of("one\r\n\ttwo\u0000" + "\ud83c\udf0d".repeat(400), CALL);

        // Then
        assertThat(text).startsWith("one two ").endsWith("…").hasSizeLessThanOrEqualTo(SafeText.LONGEST);
        assertThat(Character.isHighSurrogate(text.charAt(text.length() - 2))).isFalse();
    }
}
