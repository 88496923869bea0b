package io.tieline.simulation;

/** The words of the report. */
final class ReportText {
    private ReportText() {}

    static String introduction(long seed, long hours, int workers, double perSecond, long hoursBetween) {
        return """
                # Health in simulated days

                Written by `infra/simulation/run`; the same for the same seed. Nothing here is measured: it is what the product's
                own detector, state machine and routing decide in virtual time (`judge.Judge`, `routing.Router`), without Kafka
                and HTTP, against incidents that are made up after those of real providers. How they are made up, and which of
                their figures are fitted and which are judgement, says `IncidentPlan`. Beside it, on the same incidents and the
                same arrivals: Resilience4j's circuit breaker with its defaults, and five failures in a row as in Envoy.

                ## Days

                Seed %d, %d hours, %d workers, %.0f requests a second for each of six endpoints (each is the first choice of one
                route, and the others follow by quality), an incident every %d hours on average over all endpoints. Attempts and
                words of the health table take 50 ms each way.
                """.formatted(seed, hours, workers, perSecond, hoursBetween);
    }

    static String detection(int runs, long minutes, int workers) {
        return """
                Slight incidents begin at 5 %% of errors. Below some 12 %% a second attempt is cheaper than leaving an endpoint
                alone, so they are not meant to be seen. The rules that count only finished calls see a hang when the calls' own
                time is over, after two minutes.

                ## Detection

                One endpoint, 1 %% of errors before; time until half of its traffic is elsewhere, p50 / p95 of %d runs, and the
                share of runs that saw it within %d minutes where not all did. %d workers.
                """.formatted(runs, minutes, workers);
    }

    static String falseAlarms(int days) {
        return """
                ## False alarms

                How often the endpoint was taken out, a day, by errors that are no outage: independent ones, and connections of one
                worker that break together. %d days each.
                """.formatted(days);
    }
}
