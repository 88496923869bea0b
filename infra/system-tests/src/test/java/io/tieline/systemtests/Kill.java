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
 * @param percent how far they shall have come with it
 */
record Kill(Phase phase, Victims victims, int percent) {
    private static final int LEAST_PERCENT = 30;
    private static final int MOST_PERCENT = 70;

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

    /** So much of all. */
    double of(int all) {
        return all * percent / 100.0;
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
                kills.add(new Kill(phases.get(i), victims.get(i), random.nextInt(LEAST_PERCENT, MOST_PERCENT + 1)));
            }
        }
        return List.copyOf(kills.subList(0, count));
    }
}
