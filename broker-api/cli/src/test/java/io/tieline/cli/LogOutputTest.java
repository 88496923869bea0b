package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LogOutputTest {
    @TempDir
    private Path folder;

    @Test
    void shouldKeepTheNewestAndWhatIsNotItsOwn() throws Exception {
        // Given
        for (int i = 1; i <= 5; i++) {
            Path log = Files.writeString(folder.resolve("tieline-" + i + ".log"), "");
            Files.setLastModifiedTime(log, FileTime.fromMillis(1_000_000L * (i == 1 ? 10 : i)));
        }
        Files.writeString(folder.resolve("notes.log"), "");

        // When
        LogOutput.deleteOld(folder, 2);

        // Then
        try (var left = Files.list(folder)) {
            assertThat(left.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("tieline-1.log", "tieline-5.log", "notes.log");
        }
    }

    @Test
    void shouldNotMindThatThereIsNoFolderYet() {
        LogOutput.deleteOld(folder.resolve("none"), 2);
        assertThat(folder.resolve("none")).doesNotExist();
    }
}
