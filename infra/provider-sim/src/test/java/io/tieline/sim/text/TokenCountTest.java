package io.tieline.sim.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokenCountTest {
    @ParameterizedTest
    @CsvSource({"'', 0", "a, 1", "abcd, 1", "abcde, 2", "abcdefgh, 2", "\u4e2d\u6587, 1"})
    void shouldCountFourCharactersAsOne(String text, int expected) {
        assertThat(TokenCount.of(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"abcdefgh, 2, abcdefgh", "abcdefghi, 2, abcdefgh", "abc\ud83d\ude00efgh, 1, abc", "abc, 2147483647, abc"
    })
    void shouldCutBetweenCharacters(String text, int maxTokens, String expected) {
        assertThat(TokenCount.cut(text, maxTokens)).isEqualTo(expected);
    }
}
