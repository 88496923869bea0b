package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceTest {
    @ParameterizedTest(name = "{0} and {1} USD per million for {2} and {3} tokens: {4} micro-dollars")
    @CsvSource({
        "0,    0,    1000000, 1000000, 0",
        "3,    15,   1000000, 1000000, 18000000",
        "3,    15,   10,      5,       105",
        "0.5,  0,    1,       0,       1",
        "0.49, 0,    1,       0,       0",
        "0.25, 0.25, 1,       1,       1",
        "0.15, 0.60, 3,       1,       1",
        "0.15, 0.60, 2,       0,       0",
        "1.5,  0,    1,       0,       2",
        "1e6,  1e6,  4294967294, 4294967294, 8589934588000000",
        "75,   150,  4294967294, 4294967294, 966367641150"
    })
    void shouldRoundTheSumHalfUp(BigDecimal input, BigDecimal output, long in, long out, long microUsd) {
        assertThat(new Price(input, output).microUsd(in, out)).isEqualTo(microUsd);
    }

    @Test
    void shouldNameANegativePrice() {
        assertThatThrownBy(() -> new Price(new BigDecimal("-0.01"), BigDecimal.ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input-usd-per-million is '-0.01', allowed: 0 to 1000000");
        assertThatThrownBy(() -> new Price(BigDecimal.ONE, new BigDecimal("-2")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output-usd-per-million is '-2', allowed: 0 to 1000000");
    }

    @Test
    void shouldNameAPriceWithWhichNothingCanBeReckoned() {
        assertThatThrownBy(() -> new Price(BigDecimal.ONE, new BigDecimal("1e300")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output-usd-per-million is '1E+300', allowed: 0 to 1000000");
    }

    @Test
    // What a configuration leaves out arrives as null.
    @SuppressWarnings("NullAway")
    void shouldNameAMissingPrice() {
        assertThatThrownBy(() -> new Price(null, BigDecimal.ONE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("input-usd-per-million is missing, allowed: 0 to 1000000");
        assertThatThrownBy(() -> new Price(BigDecimal.ONE, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("output-usd-per-million is missing, allowed: 0 to 1000000");
    }
}
