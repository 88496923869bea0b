package io.tieline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataSizeTest {
    @ParameterizedTest
    @CsvSource({
        "0B,0",
        "1B,1",
        "3KB,3000",
        "2MB,2000000",
        "1GB,1000000000",
        "256KiB,262144",
        "1MiB,1048576",
        "4GiB,4294967296"
    })
    void readsWhatItWrites(String text, long bytes) {
        // When
        DataSize size = DataSize.parse(text);
        // Then
        assertThat(size.bytes()).isEqualTo(bytes);
        assertThat(size).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "MiB", "-1MiB", "1.5MiB", "1 MiB", "1mb", "1TB", "5", "99999999999999999GiB"})
    void refusesTheRest(String text) {
        assertThatThrownBy(() -> DataSize.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("is '" + text + "'");
    }
}
