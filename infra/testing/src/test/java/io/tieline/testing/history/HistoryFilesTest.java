package io.tieline.testing.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HistoryFilesTest {
    private static final Instant AT = Instant.parse("2026-01-01T00:00:00.123456Z");
    private static final Place PLACE = new Place("tieline.replies", 3, 17);

    @TempDir
    private Path directory;

    /** One of each, with what may be empty both ways. */
    private static final List<Event> ALL = List.of(
            new Event.Published(AT, "p", "r1", "t", "h", "batch", AT.plusSeconds(9), Set.of("eu", "ch")),
            new Event.Published(AT, "p", "r2", "t", "h\n\"", "batch", AT.plusSeconds(9), Set.of()),
            new Event.Acknowledged(AT, "p", "r1", PLACE),
            new Event.PublishFailed(AT, "p", "r2", "timeout", false),
            new Event.ReplySeen(
                    AT,
                    "o",
                    "r1",
                    Optional.of("t"),
                    Optional.of("h"),
                    Event.Status.COMPLETED,
                    "ok",
                    2,
                    Optional.of("e"),
                    PLACE),
            new Event.ReplySeen(
                    AT,
                    "o",
                    "r2",
                    Optional.empty(),
                    Optional.empty(),
                    Event.Status.EXPIRED,
                    "deadline.passed",
                    0,
                    Optional.empty(),
                    PLACE),
            new Event.ProviderCall(
                    AT, "s", "c1", "r1", "e", "eu", AT, AT.plusMillis(5), Event.CallEnd.OK, 200, true, 12, 34, false),
            new Event.HealthWord(AT, "o", "e", Event.State.DOWN, 4),
            new Event.AttemptSeen(AT, "o", "r1", "a1", "e", "ok", true, OptionalLong.of(4), AT, AT, "w"),
            new Event.AttemptSeen(AT, "o", "r1", "a2", "e", "ok", false, OptionalLong.empty(), AT, AT, "w"),
            new Event.DeadLetterSeen(AT, "o", "r1", PLACE),
            new Event.ParkedSeen(AT, "o", "r1", AT, PLACE),
            new Event.FaultBegan(AT, "h", "kill", "w"),
            new Event.FaultEnded(AT, "h", "kill", "w"),
            new Event.PhaseBegan(AT, "h", "solo"),
            new Event.Searched(AT, "h", "w.log", 5),
            new Event.Canary(AT, "h", "secret", "w.log"),
            new Event.CommittedOffset(AT, "o", "g", PLACE),
            new Event.Quiet(AT, "h"));

    @Test
    void shouldReadWhatItWroteOverSeveralFiles() {
        // Given every event, in two files
        write("a.jsonl", ALL.subList(0, 5));
        write("b.jsonl", ALL.subList(5, ALL.size()));

        // When both are read, then all are there, and again the second time
        HistoryFiles files = HistoryFiles.in(directory);
        assertThat(read(files)).isEqualTo(ALL);
        assertThat(read(files)).isEqualTo(ALL);
        assertThat(files.leftOut()).isEmpty();
        assertThat(ALL.stream().map(Event::getClass).distinct()).hasSize(Event.class.getPermittedSubclasses().length);
    }

    @Test
    void shouldTellOfATornLastLineAndLeaveItOut() throws IOException {
        // Given a writer that was killed in the middle of a line, even of a letter
        Path file = write("a.jsonl", ALL.subList(0, 2));
        byte[] half = {'{', '"', 'e', (byte) 0xC3};
        Files.write(file, half, StandardOpenOption.APPEND);

        // When it is read
        HistoryFiles files = new HistoryFiles(List.of(file));

        // Then the rest is there, and the torn line is told
        assertThat(read(files)).isEqualTo(ALL.subList(0, 2));
        assertThat(files.leftOut())
                .singleElement()
                .asString()
                .contains("a.jsonl:3")
                .contains("torn");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"event\":\"Quiet\"",
                "{\"event\":\"Quiet\",\"at\":\"2026-01-01T00:00:00Z\"}",
                "{\"event\":\"Quiet\",\"at\":\"yesterday\",\"by\":\"x\"}",
                "{\"event\":\"Quiet\",\"at\":\"2026-01-01T00:00:00Z\",\"by\":7}",
                "{\"event\":\"Quiet\",\"at\":\"2026-01-01T00:00:00Z\",\"by\":\"x\",\"more\":1}",
                "{\"event\":\"Quiet\",\"at\":\"2026-01-01T00:00:00Z\",\"by\":\"x\"}}",
                "{\"event\":\"Noise\",\"at\":\"2026-01-01T00:00:00Z\",\"by\":\"x\"}",
            })
    void shouldRefuseABrokenLineAnywhereElseByFileAndLine(String line) throws IOException {
        // Given a broken line that ends, so that no kill explains it
        Path file = write("a.jsonl", ALL.subList(0, 2));
        Files.writeString(file, line + "\n", StandardOpenOption.APPEND);

        // When it is read, then that is an error
        assertThatThrownBy(() -> read(new HistoryFiles(List.of(file))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("a.jsonl:3");
    }

    @Test
    void shouldNotAppendToTheFileOfAnotherProcess() {
        Path file = write("a.jsonl", ALL.subList(0, 2));
        assertThatThrownBy(() -> new HistoryWriter(file)).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void shouldKeepLinesOfSeveralThreadsWhole() throws InterruptedException {
        // Given four threads that write at a time
        Path file = directory.resolve("a.jsonl");
        try (HistoryWriter writer = new HistoryWriter(file)) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                threads.add(Thread.ofVirtual().start(() -> {
                    for (int n = 0; n < 250; n++) {
                        writer.write(ALL.getFirst());
                    }
                }));
            }
            for (Thread thread : threads) {
                thread.join();
            }
        }

        // When it is read, then every line is whole
        assertThat(read(new HistoryFiles(List.of(file)))).hasSize(1_000).containsOnly(ALL.getFirst());
    }

    private Path write(String name, List<Event> events) {
        Path file = directory.resolve(name);
        try (HistoryWriter writer = new HistoryWriter(file)) {
            events.forEach(writer::write);
        }
        return file;
    }

    private static List<Event> read(History history) {
        List<Event> events = new ArrayList<>();
        history.read(events::add);
        return events;
    }
}
