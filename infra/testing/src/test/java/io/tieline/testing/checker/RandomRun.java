package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import io.tieline.testing.history.Event.CallEnd;
import io.tieline.testing.history.Event.State;
import java.util.Random;

/** A run in which every promise was kept: kills, outages with probes, expiries and publishes of unknown end among it. */
final class RandomRun {
    static final int REQUESTS = 2_000;
    private static final long GAP = 30;
    static final long QUIET = REQUESTS * GAP + 400_000;

    private final Random random;
    private final Story story = new Story();

    private RandomRun(long seed) {
        random = new Random(seed);
    }

    static Story of(long seed) {
        return new RandomRun(seed).make();
    }

    private Story make() {
        outage("e1", 10_000, 22_000);
        story.fault("kill", "w1", 30_000, 31_000);
        story.add(new Event.Searched(Story.at(0), "h", "w1.log", 5_000));
        for (int i = 0; i < REQUESTS; i++) {
            request("r" + i, i * GAP, i);
        }
        return story.committed(QUIET, REQUESTS).quiet(QUIET);
    }

    private void outage(String endpoint, long from, long to) {
        story.word(endpoint, 0, State.HEALTHY, 1).fault("errors", endpoint, from, to);
        for (long at = from + 2_000; at < to; at += 1_000) {
            story.word(endpoint, at, State.DOWN, 2);
        }
        story.word(endpoint, to, State.PROBING, 3);
        story.published("probe", to - 500).acknowledged("probe", to - 490, REQUESTS + 1L);
        story.called("probe", endpoint, to + 100, to + 300).attempt("probe", endpoint, to + 95, to + 310, 3);
        story.replied("probe", to + 400);
        story.word(endpoint, to + 500, State.HEALTHY, 4);
    }

    private void request(String id, long at, int offset) {
        String[] jurisdictions = random.nextInt(4) == 0 ? new String[] {"eu"} : new String[0];
        story.published(id, at, jurisdictions);
        if (random.nextInt(100) == 0) {
            unknownEnd(id, at, jurisdictions.length > 0);
            return;
        }
        story.acknowledged(id, at + 5, offset);
        if (random.nextInt(50) == 0) {
            story.expired(id, at + Story.DEADLINE + random.nextInt(30_000));
            return;
        }
        served(id, at + 10 + random.nextInt(200), jurisdictions.length > 0);
    }

    private void unknownEnd(String id, long at, boolean bound) {
        story.failed(id, at + 50, false);
        if (random.nextBoolean()) {
            served(id, at + 60, bound);
        }
    }

    private void served(String id, long begin, boolean bound) {
        long at = begin;
        for (int failures = random.nextInt(4); failures > 0; failures--) {
            story.called(id, "e2", "eu", at, at + 20, CallEnd.ERROR);
            at += 30;
        }
        long took = 50L + random.nextInt(500);
        boolean cut = at <= 30_000 && at + took >= 30_000;
        if (cut) {
            story.called(id, "e2", "eu", at, at + took, CallEnd.CALLER_LEFT);
            at = 31_500;
        }
        story.called(id, "e3", bound ? "eu" : "us", at, at + took, CallEnd.OK);
        story.replied(id, at + took + 10);
    }
}
