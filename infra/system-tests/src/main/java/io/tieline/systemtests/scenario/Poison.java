package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;

/** Requests that fail wherever they go, records that are no requests, and an endpoint that has enough of one tenant. */
record Poison() implements Scenario {
    private static final String LIMITED = "openai/gpt-4o";
    private static final Duration SHORT = Duration.ofSeconds(8);

    @Override
    public String name() {
        return "poison";
    }

    @Override
    public String what() {
        return "poison requests, records that are none, and refusals for too many: nobody is taken for ill";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL.of("other"), 20);
                Traffic _ = rig.load().start(Kind.USUAL.of("noisy").on(TestCatalogue.routeOf(LIMITED)), 20)) {
            rig.awaitWorkers();
            for (int i = 0; i < 2; i++) {
                rig.excuse(rig.load().publishGarbage());
                String poison = rig.load().announce();
                faulty.poison(poison, "server_error");
                rig.excuse(poison);
                rig.load().publish(poison, Kind.USUAL.by(SHORT));
            }
            faulty.provider(
                    Faulty.fault(LIMITED, "rate_limited")
                            .put("retryAfter", "1s")
                            .put("fraction", 0.5),
                    SHORT);
            faulty.cure();
        }
        Others.requireWell(rig);
    }
}
