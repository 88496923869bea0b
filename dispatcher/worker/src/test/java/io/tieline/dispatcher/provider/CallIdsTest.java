package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallIdsTest {
    @ParameterizedTest
    @ValueSource(strings = {"functions.weather:0/über", "", "call_abcdefghijklmnopqrstuvwxyz", "a b"})
    void shouldGiveForeignIdsAFormThatIsTaken(String id) {
        assertThat(CallIds.forMistral(id)).matches("[a-zA-Z0-9]{9}").isEqualTo(CallIds.forMistral(id));
        assertThat(CallIds.forAnthropic(id)).matches("[a-zA-Z0-9_-]{1,64}");
        assertThat(CallIds.forMistral(id)).isNotEqualTo(CallIds.forMistral(id + "x"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"toolu_01A09q90qw90lq917835lq9", "call_1", "D681PevKs"})
    void shouldKeepWhatIsTakenAsItIs(String id) {
        assertThat(CallIds.forAnthropic(id)).isEqualTo(id);
        assertThat(CallIds.forMistral("D681PevKs")).isEqualTo("D681PevKs");
    }
}
