package io.tieline.dispatcher.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.BitSet;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PositionTest {
    @ParameterizedTest(name = "{0} [{1}] reaches {2} [{3}]: {4}")
    @CsvSource({
        "10, '',    10, '',    true",
        "11, '',    10, '',    true",
        "9,  '',    10, '',    false",
        "10, '3',   10, '3',   true",
        "10, '3 5', 10, '3',   true",
        "10, '',    10, '3',   false",
        "10, '5',   10, '3',   false",
        "9,  '3 9', 10, '',    false",
        // Offset 13 is finished: the fourth from 10, the second from 12.
        "12, '1',   10, '3',   true",
        "12, '',    10, '3',   false",
        "14, '',    10, '3',   true",
        "99, '',    10, '3',   true",
    })
    void shouldTellWhetherNothingIsMissing(
            long offset, String finished, long earlierOffset, String earlierFinished, boolean reaches) {
        // Given
        Position earlier = position(earlierOffset, earlierFinished);

        // Then
        assertThat(position(offset, finished).reaches(earlier)).isEqualTo(reaches);
    }

    private static Position position(long offset, String finished) {
        BitSet bits = new BitSet();
        Arrays.stream(finished.split(" "))
                .filter(text -> !text.isEmpty())
                .mapToInt(Integer::parseInt)
                .forEach(bits::set);
        return new Position(offset, OffsetMap.encode(bits));
    }
}
