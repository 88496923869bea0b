package io.tieline.health.query;

import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Instant;
import java.util.List;

/** What is known of all endpoints. Safe for use by several threads. */
public interface Board {
    /** Whether this instance takes part in the work. */
    boolean isReady();

    /** The health of every endpoint, provider and failure domain. */
    BoardAnswer<List<ProviderHealth>> health(Instant now);

    /** What changed since a moment, the newest first; nothing older than a day is kept. */
    BoardAnswer<List<Transition>> history(Instant since);
}
