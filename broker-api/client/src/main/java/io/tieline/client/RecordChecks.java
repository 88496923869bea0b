package io.tieline.client;

import io.tieline.schemas.avro.InferenceRequest;
import java.time.Instant;

/** Checks requests that didn't come from this library's builders: what the broker needs to answer them at all. */
final class RecordChecks {
    private RecordChecks() {}

    /** Throws {@link IllegalArgumentException}, naming the field, its value and what is allowed. */
    static void check(InferenceRequest request, Instant now) {
        RequestBuilder.requireId("requestId", request.getRequestId());
        if (request.getJobId() != null) {
            RequestBuilder.requireId("jobId", request.getJobId());
        }
        Checks.check(!request.getTenant().isBlank(), "tenant", request.getTenant(), "a name");
        Checks.check(!request.getRoute().isBlank(), "route", request.getRoute(), "a name");
        Integer attempts = request.getMaxAttempts();
        Checks.check(attempts == null || attempts >= 1, "maxAttempts", String.valueOf(attempts), "1 or more");
        checkDeadline(request.getDeadline(), now);
    }

    static void checkDeadline(Instant deadline, Instant now) {
        Instant latest = now.plus(ClientConfig.LONGEST_DEADLINE);
        boolean possible = deadline.isAfter(now) && !deadline.isAfter(latest);
        Checks.check(possible, "deadline", deadline, "after now, " + now + ", and until " + latest);
    }
}
