package io.tieline.systemtests.scenario;

import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;

/**
 * All endpoints are out under load, which goes on.
 *
 * @param time how long
 */
record EverybodyOut(Duration time) implements Scenario {
    /** Each endpoint takes about 20 calls to be convicted. */
    private static final int CONVICTION = 300;

    @Override
    public String name() {
        return "everybody-out";
    }

    @Override
    public String what() {
        return "all providers are out while the load goes on: it waits, nothing but probes is sent, and all is answered";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        long before = rig.calls();
        try (Traffic _ = rig.load().start(Kind.USUAL, 20)) {
            faulty.provider(Faulty.fault(Faulty.EVERYBODY, "unavailable"), time);
            long during = rig.calls() - before;
            if (during > CONVICTION + time.toSeconds() * 3) {
                throw new IllegalStateException(during + " calls were made while nobody could answer");
            }
        }
    }
}
