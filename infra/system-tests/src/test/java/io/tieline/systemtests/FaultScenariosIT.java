package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.systemtests.scenario.Mutation;
import io.tieline.systemtests.scenario.Playing.Played;
import io.tieline.systemtests.scenario.Scenario;
import io.tieline.systemtests.scenario.Scenarios;
import java.util.List;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * One half of the scenarios; and whoever breaks the product is found out. The mutants take five minutes more, and are played
 * where {@code -Dtieline.mutations} asks for them.
 */
class FaultScenariosIT extends PlayedScenarios {
    @Override
    List<Scenario> scenarios() {
        return Scenarios.firstHalf(SEED);
    }

    static List<Mutation> mutations() {
        return Mutation.all();
    }

    @Order(2)
    @EnabledIfSystemProperty(named = "tieline.mutations", matches = "|true")
    @ParameterizedTest
    @MethodSource("mutations")
    void shouldFindOutWhoBreaksIt(Mutation mutation) throws Exception {
        // When
        Played played = mutation.play(playing(), backend());

        // Then
        assertThat(mutation.isCaughtBy(played))
                .as("%s: %s", mutation.change(), played)
                .isTrue();
    }
}
