package io.tieline.systemtests.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieline.systemtests.scenario.Playing;
import io.tieline.systemtests.scenario.Playing.Played;
import io.tieline.systemtests.scenario.Scenario;
import io.tieline.systemtests.scenario.Scenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The same scenarios as with processes, on containers and three brokers, where {@code -Dtieline.container-scenarios} asks. */
@EnabledIfSystemProperty(named = "tieline.container-scenarios", matches = "|true")
class ContainerScenariosIT {
    private static final long SEED = 1;

    @TempDir
    private static Path folder;

    private static ContainerFleet fleet;
    private static Playing playing;

    @BeforeAll
    static void start() throws Exception {
        Images.missing().ifPresent(why -> {
            System.out.println(why);
            assumeTrue(false, why);
        });
        fleet = ContainerFleet.start(ContainerFleet.Options.of(Files.createDirectory(folder.resolve("parts"))));
        playing = new Playing(fleet, folder.resolve("histories"));
        playing.warmUp();
    }

    @AfterAll
    static void end() {
        if (playing != null) {
            playing.close();
        }
        if (fleet != null) {
            fleet.close();
        }
    }

    static List<Scenario> scenarios() {
        return Scenarios.shortForms(SEED);
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldKeepItsPromises(Scenario scenario) throws Exception {
        assumeTrue(scenario.fits(fleet), scenario.name() + " needs processes");

        // When
        Played played = playing.play(scenario);

        // Then
        System.out.println(played);
        assertThat(played.isGood()).as("%s%n%s", played, fleet.lastWords()).isTrue();
    }
}
