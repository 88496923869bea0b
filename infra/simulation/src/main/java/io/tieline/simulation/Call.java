package io.tieline.simulation;

import io.tieline.routing.Endpoint;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A call under way.
 *
 * @param worker number of the dispatcher that makes it
 * @param epoch what the policy gave it along; empty where it has no use for that
 * @param probe whether it finds out whether an endpoint that was out works again
 */
record Call(int worker, Endpoint endpoint, String requestId, Instant start, OptionalLong epoch, boolean probe) {}
