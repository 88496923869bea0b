package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;
import java.util.List;

/**
 * All who may serve a bound tenant are out.
 *
 * @param time how long
 */
record EuropeOut(Duration time) implements Scenario {
    private static final List<String> EUROPE =
            List.of("mistral/mistral-large-2", "vllm/llama-3.1-70b", "ollama/phi-3-medium");

    @Override
    public String name() {
        return "europe-out";
    }

    @Override
    public String what() {
        return "all endpoints of the EU are out: what may not leave it waits, or expires";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL.of("bound").within("eu"), 20)) {
            for (String endpoint : EUROPE) {
                faulty.begin(Faulty.fault(endpoint, "unavailable"));
            }
            Thread.sleep(time);
            for (String endpoint : EUROPE) {
                ObjectNode fault = Faulty.fault(endpoint, "unavailable");
                faulty.end(fault);
            }
        }
    }
}
