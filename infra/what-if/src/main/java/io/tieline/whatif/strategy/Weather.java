package io.tieline.whatif.strategy;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import io.tieline.simulation.Incident;
import io.tieline.simulation.IncidentPlan;
import io.tieline.simulation.World;
import io.tieline.trace.TracedCall.Tokens;
import io.tieline.whatif.play.Fate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * How often incidents strike.
 *
 * @param gap mean time between two of one endpoint
 * @param source where that is from
 */
record Weather(String name, Duration gap, String source) {
    static final List<Weather> ALL = List.of(
            new Weather(
                    "as in 2024",
                    Duration.ofHours(130),
                    "one in 130 hours for each endpoint, as of the APIs of Anthropic and OpenAI in 2023 and 2024"),
            new Weather(
                    "as in 2026",
                    Duration.ofHours(38),
                    "one in 38 hours for each endpoint: a provider whose models have one in 18 hours together, of which"
                            + " three of ten strike all of its models, and the others one of four"));

    /** The incidents of a time; the same for every strategy. */
    List<Incident> incidents(long seed, Instant from, Instant to) {
        List<Endpoint> struck = Market.struck();
        return new IncidentPlan(seed, struck, gap.dividedBy(struck.size())).incidents(from, to);
    }

    /** Providers in this weather. */
    static io.tieline.whatif.play.World world(long seed, List<Incident> incidents) {
        World world = new World(seed, incidents, Market.LATENCIES);
        return (_, endpoint, _, now) -> {
            io.tieline.simulation.Outcome outcome = world.call(endpoint, now);
            ErrorCode failure = outcome.failure().orElse(null);
            Tokens used = failure == null ? Market.TOKENS : Tokens.NONE;
            return new Fate(failure, outcome.took(), used, Fate.Source.MADE_UP);
        };
    }
}
