package io.tieline.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoriesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Path TEMPORARY = Path.of(System.getProperty("java.io.tmpdir"));

    private final List<Process> processes = new ArrayList<>();

    @TempDir
    private Path folder;

    @AfterEach
    void stop() {
        processes.forEach(Process::destroyForcibly);
    }

    @Test
    void shouldDeleteWhatAKilledProcessLeftAndNothingElse() throws Exception {
        // Given
        Path own = Directories.temporary();
        Path stranger = Files.createTempDirectory("tieline-");
        Path imitation = Files.createTempDirectory("tieline-");
        Files.writeString(imitation.resolve(Claim.FILE), "somebody else's");
        Path link = Files.createSymbolicLink(TEMPORARY.resolve("tieline-link-" + System.nanoTime()), stranger);
        Process living = startOwner("living");
        Process killed = startOwner("killed");
        Path used = directoryOf("living");
        Path abandoned = directoryOf("killed");
        Files.writeString(
                Files.createDirectories(abandoned.resolve("data/deep")).resolve(".lock"), "x");
        Directories.deleteAbandoned();
        boolean deletedWhileUsed = Files.notExists(abandoned);
        killed.destroyForcibly().waitFor();

        // When
        Directories.deleteAbandoned();

        // Then
        assertThat(deletedWhileUsed).isFalse();
        assertThat(abandoned).doesNotExist();
        assertThat(used).isDirectory();
        assertThat(living.isAlive()).isTrue();
        assertThat(own).isDirectory();
        assertThat(stranger).isDirectory();
        assertThat(imitation).isDirectory();
        assertThat(link).isSymbolicLink();
        living.destroyForcibly().waitFor();
        Directories.deleteAbandoned();
        assertThat(used).doesNotExist();
        Files.delete(link);
        List.of(own, stranger, imitation).forEach(Directories::delete);
        assertThat(own).doesNotExist();
    }

    @Test
    void shouldNotLoseItsOwnByLookingForThoseOfOthers() throws Exception {
        // Given
        Path own = Directories.temporary();
        Directories.deleteAbandoned();

        // When
        startOwner("other");
        directoryOf("other");

        // Then
        assertThat(own).isDirectory();
        Directories.delete(own);
    }

    /** Looks for abandoned directories itself, as every start does, then makes one and waits to be killed. */
    private Process startOwner(String name) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        DirectoryOwner.class.getName(),
                        folder.resolve(name).toString())
                .inheritIO()
                .start();
        processes.add(process);
        return process;
    }

    private Path directoryOf(String name) throws IOException {
        Path file = folder.resolve(name);
        await().atMost(PATIENCE).until(() -> Files.exists(file));
        return Path.of(Files.readString(file));
    }
}
