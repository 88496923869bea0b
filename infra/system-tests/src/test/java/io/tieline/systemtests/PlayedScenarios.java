package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.scenario.Playing;
import io.tieline.systemtests.scenario.Playing.Played;
import io.tieline.systemtests.scenario.Scenario;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is promised holds under faults. One running Tieline for all that a class plays, whose parts are processes; the
 * scenarios' order spares waiting for one to recover from the last.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class PlayedScenarios {
    static final long SEED = 1;

    private static final double SPEED = 10;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private ProcessBackend backend;
    private Playing playing;
    private boolean allGood = true;

    /** What is played. */
    abstract List<Scenario> scenarios();

    final ProcessBackend backend() {
        return backend;
    }

    final Playing playing() {
        return playing;
    }

    @BeforeAll
    void start() throws Exception {
        backend = ProcessBackend.start(SPEED, Files.createDirectory(folder.resolve("parts")));
        playing = new Playing(backend, folder.resolve("histories"));
        playing.warmUp();
    }

    @AfterAll
    void stop() {
        playing.close();
        backend.close();
        // The folder of a class goes by the class's own failure, not by that of one of its tests.
        assertThat(allGood).as("histories and logs are kept in %s", folder).isTrue();
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldKeepItsPromises(Scenario scenario) throws Exception {
        // Given
        assumeTrue(scenario.fits(backend), () -> scenario.name() + " can't be played on " + backend.inWords());

        // When
        Played played = playing.play(scenario);

        // Then
        System.out.println(played);
        allGood &= played.isGood();
        assertThat(played.isGood()).as("%s", played).isTrue();
    }
}
