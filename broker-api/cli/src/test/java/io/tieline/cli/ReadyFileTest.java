package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadyFileTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void shouldBeThereAndFreshWhileTheServiceIsReadyAndGoneOtherwise() throws Exception {
        // Given
        Path file = folder.resolve("ready");
        AtomicBoolean ready = new AtomicBoolean();
        try (ReadyFile _ = ReadyFile.keep(file, ready::get)) {
            assertThat(file).doesNotExist();

            // When
            ready.set(true);

            // Then
            await().atMost(PATIENCE).until(() -> Files.exists(file));
            FileTime old = FileTime.from(Instant.now().minusSeconds(60));
            Files.setLastModifiedTime(file, old);
            await().atMost(PATIENCE).until(() -> Files.getLastModifiedTime(file).toMillis() - old.toMillis() > 50_000);

            // When
            ready.set(false);

            // Then
            await().atMost(PATIENCE).until(() -> Files.notExists(file));
            ready.set(true);
            await().atMost(PATIENCE).until(() -> Files.exists(file));
        }
        assertThat(file).doesNotExist();
    }

    @Test
    void shouldRefuseAFileThatCannotBeWritten() {
        assertThatThrownBy(() -> ReadyFile.keep(folder.resolve("no/such/folder/ready"), () -> true))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageStartingWith("can't write the ready file ");
    }
}
