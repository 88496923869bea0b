package io.tieline.systemtests;

import io.tieline.systemtests.scenario.Scenario;
import io.tieline.systemtests.scenario.Scenarios;
import java.util.List;

/** The other half of the scenarios, which can be played at the same time: most of it is waiting. */
class FurtherFaultScenariosIT extends PlayedScenarios {
    @Override
    List<Scenario> scenarios() {
        return Scenarios.secondHalf();
    }
}
