package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.checker.Rules;
import java.time.Duration;
import java.util.List;

/** Answers that are cut off, that are no JSON, that are empty, and connections that are reset. */
record BrokenAnswers() implements Scenario {
    private static final String ENDPOINT = "vllm/llama-3.1-70b";
    private static final double FRACTION = 0.25;
    private static final double BILLED_TWICE = 1.6;

    @Override
    public String name() {
        return "broken-answers";
    }

    @Override
    public String what() {
        return "answers cut off after 200, garbage, nothing, resets: none of them is taken for an answer";
    }

    /** What was cut off is billed, and made again elsewhere. */
    @Override
    public Rules rules() {
        return USUAL.withCostBound(BILLED_TWICE);
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL.on(TestCatalogue.routeOf(ENDPOINT)), 20)) {
            for (String kind : List.of("truncate", "garbage", "empty", "reset")) {
                ObjectNode fault =
                        Faulty.fault(ENDPOINT, kind).put("fraction", FRACTION).put("seed", 11);
                faulty.provider(fault, Duration.ofSeconds(3));
            }
        }
    }
}
