package io.tieline.health.spend;

import io.tieline.health.Attempts;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Usage;
import java.time.Instant;

/** Attempts that cost something. */
public final class Priced {
    public static final Instant ENDED = Instant.parse("2026-11-25T10:00:00Z");

    private Priced() {}

    /** A call of tenant acme on route summarize, with 100 tokens read, 30 of them from a cache, and 20 generated. */
    public static Attempt.Builder call(long microUsd) {
        return Attempts.good("openai/gpt-4o", "w-1")
                .setStartedAt(ENDED.minusSeconds(1))
                .setEndedAt(ENDED)
                .setUsage(new Usage(100L, 20L, false, 30L))
                .setCostMicroUsd(microUsd);
    }
}
