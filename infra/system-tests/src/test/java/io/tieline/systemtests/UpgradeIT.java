package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieline.systemtests.backend.Build;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.scenario.Playing;
import io.tieline.systemtests.scenario.Playing.Played;
import io.tieline.systemtests.scenario.Scenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/** What an older build has written is read by this one, which takes its place part by part. */
class UpgradeIT {
    private static final double SPEED = 10;
    private static final String OLDER = "tieline.older-build";

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private Path folder;

    @Test
    void shouldReadWhatAnOlderBuildWrote() throws Exception {
        // Given
        Build older = older();
        Path parts = Files.createDirectory(folder.resolve("parts"));
        try (ProcessBackend backend = ProcessBackend.start(SPEED, parts, older);
                Playing playing = new Playing(backend, folder.resolve("histories"))) {
            playing.warmUp();

            // When
            Played played = playing.play(Scenarios.upgrade());

            // Then
            System.out.println(played);
            assertThat(played.isGood()).as("%s", played).isTrue();
        }
    }

    private static Build older() {
        String checkout = System.getProperty(OLDER, "");
        if (checkout.isEmpty()) {
            String why =
                    "The test of upgrades is skipped: it needs an older build. 'infra/system-tests/upgrade --build-in"
                            + " FOLDER' makes one, and -D" + OLDER + "=FOLDER gives it.";
            System.out.println(why);
            assumeTrue(false, why);
        }
        return Build.in(Path.of(checkout));
    }
}
