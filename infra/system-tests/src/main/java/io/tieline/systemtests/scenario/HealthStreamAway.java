package io.tieline.systemtests.scenario;

import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;
import java.time.Instant;

/**
 * The health stream is dead, and an endpoint fails meanwhile.
 *
 * @param dead how long; longer than the health table is believed without a word
 */
record HealthStreamAway(Duration dead) implements Scenario {
    private static final Duration BACK = Duration.ofSeconds(90);

    @Override
    public String name() {
        return "health-stream-away";
    }

    @Override
    public String what() {
        return "the health stream is dead and an endpoint fails: dispatchers go by their own breakers until it is back";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        String endpoint = "anthropic/claude-3-5-sonnet";
        try (Traffic _ = rig.load().start(Kind.USUAL, 20)) {
            rig.faultBegins("kill", rig.backend().healthStream().name());
            rig.backend().healthStream().kill();
            Thread.sleep(dead.dividedBy(2));
            faulty.provider(Faulty.fault(endpoint, "server_error"), dead.dividedBy(4));
            Thread.sleep(dead.dividedBy(4));
            Instant back = Instant.now();
            rig.backend().healthStream().start();
            rig.faultEnds("kill", rig.backend().healthStream().name());
            rig.await(
                    "a word of the health stream that is back",
                    BACK,
                    () -> rig.word(endpoint)
                            .filter(word -> word.at().isAfter(back))
                            .isPresent());
        }
    }
}
