package io.tieline.sim.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SummarizerTest {
    private static final String ARTICLE =
            "The weather was fine that day. Turbines turn wind into power, and turbines need"
                    + " wind. Somebody had a sandwich! Wind power grows where turbines are cheap. Who knows? Cheap turbines make wind"
                    + " power cheap. A dog barked twice. Nothing else happened there.";

    static Stream<Arguments> summaries() {
        return Stream.of(
                Arguments.of("one sentence stays", "Only this here.", "Only this here."),
                Arguments.of("no full stop", "only these words", "only these words"),
                Arguments.of("numbers with dots are no ends", "Pi is 3.14 or so.", "Pi is 3.14 or so."),
                Arguments.of("a quote before it is dropped", "\u201cQuoted words.", "Quoted words."),
                Arguments.of(
                        "a blank line ends a heading",
                        "Heading\n\nheading heading heading body.",
                        "heading heading heading body."),
                Arguments.of("empty", "", "The text is empty."),
                Arguments.of("no word in it", " ?! ... ", "The text is empty."),
                Arguments.of(
                        "the frequent words win, in the order of the text",
                        ARTICLE,
                        "Turbines turn wind into power, and turbines need wind. Cheap turbines make wind power cheap."));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("summaries")
    void shouldPickTheSentencesOfFrequentWords(String name, String text, String expected) {
        // When
        Summary summary = Summarizer.summarize(text, 1_000);

        // Then
        assertThat(summary).isEqualTo(new Summary(expected, false));
    }

    @Test
    void shouldCutAtTheLimitAsAModelDoes() {
        // When
        Summary summary = Summarizer.summarize(ARTICLE, 5);

        // Then
        assertThat(summary).isEqualTo(new Summary("Turbines turn wind i", true));
        assertThat(summary.tokens()).isEqualTo(5);
    }

    @Test
    void shouldNeverGoOverTheLimitNorBeBlankOnAnyText() {
        for (long seed = 0; seed < 300; seed++) {
            // Given
            Random random = new Random(seed);
            String text = random.ints(random.nextInt(2_000), 0, 40)
                    .collect(
                            StringBuilder::new,
                            (sb, n) -> sb.appendCodePoint(
                                    "abcdefghij klmnop\n. .?!\u3002\u00e9\u4e2d".codePointAt(n % 26)),
                            StringBuilder::append)
                    .append("\ud83d\ude00 \ud83d\ude00")
                    .toString();
            int limit = 1 + random.nextInt(60);

            // When
            Summary summary = Summarizer.summarize(text, limit);

            // Then
            assertThat(summary.text()).as("seed %d", seed).isNotBlank();
            assertThat(summary.tokens()).as("seed %d", seed).isBetween(1, limit);
            assertThat(Summarizer.summarize(text, limit)).as("seed %d", seed).isEqualTo(summary);
        }
    }

    @Test
    void shouldRefuseALimitOfNothing() {
        assertThatThrownBy(() -> Summarizer.summarize("Text.", 0)).hasMessage("maxTokens is 0, allowed: 1 or more");
    }
}
