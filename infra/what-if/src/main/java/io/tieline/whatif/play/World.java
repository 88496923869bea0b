package io.tieline.whatif.play;

import io.tieline.routing.Endpoint;
import io.tieline.trace.TracedRequest;
import java.time.Instant;

/** The providers: decides how calls end. */
@FunctionalInterface
public interface World {
    /**
     * How a call that begins now will end.
     *
     * @param again how many calls of the request have gone to this endpoint before
     */
    Fate call(TracedRequest request, Endpoint endpoint, int again, Instant now);
}
