package io.tieline.files;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalFilesTest extends FileStoreContract {
    @TempDir
    private Path parent;

    private Path folder;
    private LocalFiles files;

    @BeforeEach
    void open() throws IOException {
        folder = parent.resolve("files");
        files = LocalFiles.in(folder, InstantSource.system());
    }

    @Override
    FileStore store() {
        return files;
    }

    @Override
    List<String> unfinished() throws IOException {
        try (Stream<Path> left = Files.list(folder.resolve(".unfinished"))) {
            return left.map(Path::toString).toList();
        }
    }

    @Test
    void shouldRemoveWhatDiedWritersLeftAndSpareTheLiving() throws IOException {
        // Given
        files.write("kept", text("kept"), 100);
        Path dead = Files.writeString(folder.resolve(".unfinished/a.1"), "half");
        Path living = Files.writeString(folder.resolve(".unfinished/a.2"), "half");
        Files.setLastModifiedTime(dead, FileTime.from(Instant.now().minus(Duration.ofMinutes(61))));

        // When
        LocalFiles again = LocalFiles.in(folder, InstantSource.system());

        // Then
        assertThat(dead).doesNotExist();
        assertThat(living).exists();
        assertThat(again.open("kept", 0)).hasContent("kept");
    }
}
