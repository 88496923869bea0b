package io.tieline.sim.calls;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CallLogTest {
    private static final Instant T0 = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void shouldKeepTheLatestAndCountAll() {
        // Given
        CallLog log = new CallLog(Set.of("a", "b"), 2, null);
        log.begin("a");
        log.begin("b");
        log.begin("a");
        log.begin("a");

        // When
        log.end(seq -> call(seq, "a", 200, null, true));
        log.end(seq -> call(seq, "b", 529, "overloaded", false));
        log.end(seq -> call(seq, "a", 0, "hang", false));

        // Then
        assertThat(log.since(0)).extracting(Call::seq).containsExactly(2L, 3L);
        assertThat(log.since(2)).extracting(Call::seq).containsExactly(3L);
        assertThat(log.since(9)).isEmpty();
        assertThat(log.stats().all())
                .isEqualTo(new Totals(
                        3, 1, 10, 5, 1, 4, Map.of(200, 1L, 529, 1L, 0, 1L), Map.of("overloaded", 1L, "hang", 1L)));
        assertThat(log.stats().endpoint("b"))
                .isEqualTo(new Totals(1, 0, 0, 0, 0, 1, Map.of(529, 1L), Map.of("overloaded", 1L)));
    }

    @Test
    void shouldAppendEachCallToTheFileAtOnce(@TempDir Path folder) throws Exception {
        // Given
        Path file = folder.resolve("calls.jsonl");
        Files.writeString(file, "{\"earlier\":true}\n");
        CallLog log = new CallLog(Set.of("a"), 1, file);
        log.begin("a");

        // When
        log.end(seq -> call(seq, "a", 200, null, true));

        // Then
        List<String> lines = Files.readAllLines(file);
        assertThat(lines)
                .containsExactly(
                        "{\"earlier\":true}",
                        ("{'seq':1,'requestId':'r-1','endpoint':'a','start':'2026-01-01T00:00:00Z',"
                                        + "'end':'2026-01-01T00:00:01Z','inputTokens':10,'cachedTokens':0,'outputTokens':5,"
                                        + "'status':200,'fault':null,'limit':null,'billed':true,'fullyWritten':true}")
                                .replace('\'', '"'));
        log.close();
    }

    private static Call call(long seq, String endpoint, int status, @Nullable String fault, boolean billed) {
        int input = billed ? 10 : 0;
        int output = billed ? 5 : 0;
        return new Call(
                seq,
                "r-" + seq,
                endpoint,
                T0,
                T0.plusSeconds(1),
                input,
                0,
                output,
                status,
                fault,
                null,
                billed,
                billed);
    }
}
