package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The table of {@code decisions.txt}: what is decided, case by case. {@link TableCase} says how it is read. */
class DecisionTableTest {
    static Stream<TableCase> cases() throws IOException {
        try (InputStream file = DecisionTableTest.class.getResourceAsStream("decisions.txt")) {
            String text = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
            return text
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .map(TableCase::parse)
                    .toList()
                    .stream();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void decides(TableCase row) {
        assertThat(row.decided()).as(row.toString()).isEqualTo(row.expected());
    }

    @Test
    void shouldNameEachCaseOnce() throws IOException {
        List<String> names = cases().map(TableCase::name).toList();
        assertThat(names).doesNotHaveDuplicates().hasSizeGreaterThanOrEqualTo(60);
    }
}
