package io.tieline.health.query;

import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.time.Instant;
import java.util.List;

/** What is known of all endpoints, and of what was spent. Safe for use by several threads. */
public interface Board {
    /** Whether this instance takes part in the work. */
    boolean isReady();

    /** The health of every endpoint, provider and failure domain. */
    BoardAnswer<List<ProviderHealth>> health(Instant now);

    /** What changed since a moment, the newest first; nothing older than a day is kept. */
    BoardAnswer<List<Transition>> history(Instant since);

    /**
     * What each tenant, each route or each endpoint spent in a day or a month, or each job.
     *
     * @param period such as 2026-11-25 or 2026-11; empty for jobs
     */
    BoardAnswer<List<Spend>> spend(SpendScope by, String period);
}
