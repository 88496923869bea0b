package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Part;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;

/** Requests at the head of every partition take long, those behind them are answered, and dispatchers are killed. */
record LongHead() implements Scenario {
    private static final int HEADS = 12;

    @Override
    public String name() {
        return "long-head";
    }

    @Override
    public boolean isOfEveryRun() {
        return false;
    }

    @Override
    public String what() {
        return "all dispatchers are killed while what came first takes long: what came after it is not repeated";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        for (int i = 0; i < HEADS; i++) {
            String head = rig.load().announce();
            faulty.poison(head, "hang");
            rig.load().publish(head, Kind.USUAL);
        }
        try (Traffic _ = rig.load().start(Kind.USUAL, 30)) {
            rig.awaitWorkers();
            rig.load().awaitAnswers(100);
        }
        for (Part dispatcher : rig.backend().dispatchers()) {
            faulty.kill(dispatcher, Duration.ofMillis(200));
        }
        faulty.cure();
    }
}
