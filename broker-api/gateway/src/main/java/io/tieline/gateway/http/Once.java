package io.tieline.gateway.http;

import io.tieline.gateway.idempotency.Idempotency;
import io.tieline.gateway.idempotency.Key;
import io.tieline.gateway.idempotency.Outcome;
import java.io.IOException;

/** Sees to it that what has a key is done once: {@link Idempotency#once}. */
@FunctionalInterface
public interface Once {
    /** See {@link Idempotency#once}. */
    Outcome once(Key key, String asked, Idempotency.Work work) throws IOException, InterruptedException;
}
