package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.bench.outage.EverythingDown;
import io.tieline.bench.outage.Fleet;
import io.tieline.bench.outage.Hang;
import io.tieline.bench.outage.HealthStreamAway;
import io.tieline.bench.outage.Poison;
import io.tieline.bench.outage.Scenario;
import io.tieline.bench.outage.TotalFailure;
import io.tieline.bench.outage.Verdict;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The outages that the benchmarks play at their full length, short, one after the other with the same fleet. */
@EnabledIfSystemProperty(
        named = "tieline.thorough",
        matches = "|true",
        disabledReason = "it takes three minutes, so it runs with -Dtieline.thorough alone")
class OutagesIT {
    private static Fleet fleet;

    @BeforeAll
    static void start() throws InterruptedException {
        fleet = Fleet.start();
    }

    @AfterAll
    static void stop() {
        fleet.close();
    }

    static Stream<Named<Scenario>> scenarios() {
        return Stream.of(
                        new Poison(Duration.ofSeconds(8)),
                        new TotalFailure(1, Duration.ofSeconds(7)),
                        new Hang(),
                        new HealthStreamAway(Duration.ofSeconds(18)),
                        new EverythingDown(Duration.ofSeconds(25)))
                .map(scenario -> Named.of(scenario.name(), scenario));
    }

    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldEndAsItMust(Scenario scenario) throws InterruptedException {
        // When
        Verdict verdict = scenario.play(fleet);

        // Then
        assertThat(verdict.wrong()).as("%s", verdict.findings()).isEmpty();
    }
}
