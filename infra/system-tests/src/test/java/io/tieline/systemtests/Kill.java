package io.tieline.systemtests;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * A way to kill gateways in the midst of a job.
 *
 * @param phase what they are at
 * @param victims who dies
 * @param share how far they shall have come with it, above 0 and below 1
 */
record Kill(Phase phase, Victims victims, double share) {
    private static final double LEAST_SHARE = 0.3;
    private static final double SPREAD = 0.4;

    enum Phase {
        /** The input becomes requests. */
        EXPANSION,
        /** All requests are there, and their replies are counted. */
        COUNTING,
        /** A file with the answers is written. */
        WRITING
    }

    enum Victims {
        /** Of two gateways the one that works for the job: the other takes over. */
        OWNER,
        /** The only one there is: it starts again. */
        ONLY,
        /** Both, and both start again. */
        BOTH
    }

    /** Of three in a row, each is of another phase and has other victims. */
    static List<Kill> draw(int count, long seed) {
        Random random = new Random(seed);
        List<Kill> kills = new ArrayList<>();
        while (kills.size() < count) {
            List<Phase> phases = Arrays.asList(Phase.values());
            List<Victims> victims = Arrays.asList(Victims.values());
            Collections.shuffle(phases, random);
            Collections.shuffle(victims, random);
            for (int i = 0; i < phases.size(); i++) {
                kills.add(new Kill(phases.get(i), victims.get(i), LEAST_SHARE + SPREAD * random.nextDouble()));
            }
        }
        return List.copyOf(kills.subList(0, count));
    }
}
