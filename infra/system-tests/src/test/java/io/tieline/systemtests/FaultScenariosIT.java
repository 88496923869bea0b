package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.scenario.Mutation;
import io.tieline.systemtests.scenario.Playing;
import io.tieline.systemtests.scenario.Playing.Played;
import io.tieline.systemtests.scenario.Scenario;
import io.tieline.systemtests.scenario.Scenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What is promised holds under faults, and whoever breaks the product is found out. One running Tieline for all, whose parts
 * are processes; the scenarios' order spares waiting for one to recover from the last. Scenarios beyond the twelve that every
 * run plays take three minutes more and the mutants five: they are played where {@code -Dtieline.thorough} asks for them.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class FaultScenariosIT {
    private static final double SPEED = 10;
    private static final long SEED = 1;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static ProcessBackend backend;
    private static Playing playing;
    private static boolean allGood = true;

    @BeforeAll
    static void start() throws Exception {
        backend = ProcessBackend.start(SPEED, Files.createDirectory(folder.resolve("parts")));
        playing = new Playing(backend, folder.resolve("histories"));
        playing.warmUp();
    }

    @AfterAll
    static void stop() {
        playing.close();
        backend.close();
        // The folder of a class goes by the class's own failure, not by that of one of its tests.
        assertThat(allGood).as("histories and logs are kept in %s", folder).isTrue();
    }

    static List<Scenario> scenarios() {
        return Scenarios.asked(SEED);
    }

    static List<Mutation> mutations() {
        return Mutation.all();
    }

    @Order(1)
    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldKeepItsPromises(Scenario scenario) throws Exception {
        // Given
        assumeTrue(scenario.fits(backend), () -> scenario.name() + " can't be played on " + backend.inWords());

        assumeTrue(Scenarios.isPlayed(scenario), () -> scenario.name() + " is played with -Dtieline.thorough alone");

        // When
        Played played = playing.play(scenario);

        // Then
        System.out.println(played);
        allGood &= played.isGood();
        assertThat(played.isGood()).as("%s", played).isTrue();
    }

    @Order(2)
    @EnabledIfSystemProperty(
            named = "tieline.thorough",
            matches = "|true",
            disabledReason = "it takes five minutes, so it runs with -Dtieline.thorough alone")
    @ParameterizedTest
    @MethodSource("mutations")
    void shouldFindOutWhoBreaksIt(Mutation mutation) throws Exception {
        // When
        Played played = mutation.play(playing, backend);

        // Then
        assertThat(mutation.isCaughtBy(played))
                .as("%s: %s", mutation.change(), played)
                .isTrue();
    }
}
