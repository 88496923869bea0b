package io.tieline.systemtests.scenario;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.systemtests.backend.ChangeablePart;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.checker.Rules;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;

/**
 * Dispatchers are killed with calls of seconds under way.
 *
 * @param kills how often
 * @param seed who
 */
record WorkersKilled(int kills, long seed) implements Scenario {
    private static final double BOUGHT_AGAIN = 0.25;

    @Override
    public String name() {
        return "workers-killed";
    }

    @Override
    public String what() {
        return "dispatchers are killed at random with calls of seconds under way: the others repeat just these";
    }

    /** Calls in flight at a kill are paid twice, and no others: with four kills, a share that grows with the calls' length. */
    @Override
    public Rules rules() {
        return USUAL.withCostBound(1 + BOUGHT_AGAIN * kills);
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        ObjectNode slow = Faulty.fault(Faulty.EVERYBODY, "slow").put("delay", "20s");
        Random random = new Random(seed);
        List<ChangeablePart> dispatchers = rig.backend().dispatchers();
        try (Traffic _ = rig.load().start(Kind.USUAL, 20)) {
            rig.awaitWorkers();
            faulty.begin(slow);
            for (int kill = 0; kill < kills; kill++) {
                Thread.sleep(Duration.ofSeconds(3));
                ChangeablePart victim = dispatchers.get(random.nextInt(dispatchers.size()));
                // So that there is something to be killed.
                rig.awaitCallOf(victim, Instant.now());
                faulty.kill(victim, Duration.ofSeconds(1));
                rig.load().awaitAnswers(20);
            }
            faulty.end(slow);
        }
    }
}
