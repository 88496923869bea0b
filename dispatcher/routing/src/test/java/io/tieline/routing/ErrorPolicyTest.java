package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Holds {@code docs/errors.md} and the code against each other. */
class ErrorPolicyTest {
    private static final Path PAGE = Path.of("../../docs/errors.md");
    private static final Map<ErrorPolicy, String> WORDS = Map.of(
            ErrorPolicy.TRY_ELSEWHERE, "try elsewhere",
            ErrorPolicy.NEVER_HERE, "never here again",
            ErrorPolicy.LARGER_WINDOW, "only a larger window",
            ErrorPolicy.LARGER_OUTPUT, "only more output",
            ErrorPolicy.FAIL, "end");

    private static Map<String, Row> table = Map.of();

    private record Row(String code, String owner, String meaning, String follows, String ill) {
        static Row of(String line) {
            List<String> cells =
                    Arrays.stream(line.split("\\|")).map(String::strip).toList();
            assertThat(cells).as(line).hasSize(6);
            return new Row(cells.get(1).replace("`", ""), cells.get(2), cells.get(3), cells.get(4), cells.get(5));
        }
    }

    @BeforeAll
    static void readPage() throws IOException {
        table = Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith("| `"))
                .map(Row::of)
                .collect(Collectors.toMap(Row::code, Function.identity()));
    }

    @ParameterizedTest
    @EnumSource
    void shouldBeTheTableOfThePage(ErrorCode code) {
        assertThat(table).containsKey(code.wire());
        Row row = Objects.requireNonNull(table.get(code.wire()));

        assertThat(row.owner()).isEqualTo(code.owner());
        assertThat(row.meaning()).isNotBlank();
        assertThat(row.follows()).startsWith(WORDS.get(ErrorPolicy.of(code)));
        assertThat(row.ill()).isEqualTo(code.isIllHealth() ? "yes" : "no");
    }

    @Test
    void shouldHaveNoRowForACodeThatDoesNotExist() {
        assertThat(table.keySet())
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(ErrorCode.values()).map(ErrorCode::wire).toList());
    }

    @ParameterizedTest
    @EnumSource
    void shouldSeeIllnessOnlyInWhatTheProviderDoes(ErrorCode code) {
        if (code.isIllHealth()) {
            assertThat(code.owner()).isEqualTo("provider");
            assertThat(ErrorPolicy.of(code)).isEqualTo(ErrorPolicy.TRY_ELSEWHERE);
        }
    }

    /** What an outage looks like must never end a request. */
    @ParameterizedTest
    @EnumSource
    void shouldTryElsewhereForEveryFaultOfAProvider(ErrorCode code) {
        if (code.owner().equals("provider") && code != ErrorCode.PROVIDER_TRUNCATED_OUTPUT) {
            assertThat(ErrorPolicy.of(code)).isEqualTo(ErrorPolicy.TRY_ELSEWHERE);
        }
    }
}
