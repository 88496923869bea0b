package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {
    @TempDir
    private Path folder;

    @Test
    void shouldRefuseASecondAndTakeASuccessor() throws Exception {
        // Given
        Path inside = folder.resolve(".tieline");

        // When
        try (FolderLock _ = FolderLock.take(inside)) {
            // Then
            assertThatIllegalStateException()
                    .isThrownBy(() -> FolderLock.take(inside))
                    .withMessageContaining("another 'tieline up' runs in this folder")
                    .withMessageContaining(folder.toString());
        }
        FolderLock successor = FolderLock.take(inside);
        successor.close();
        assertThat(inside).isDirectory();
    }
}
