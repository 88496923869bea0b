package io.tieline.systemtests.rig;

import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import java.time.Duration;
import java.util.Set;

/**
 * A kind of request.
 *
 * @param jurisdictions where alone it may be worked on; empty: anywhere
 * @param lane interactive or batch
 * @param deadline how long it may take
 */
public record Kind(
        String tenant, String route, Set<String> jurisdictions, Topic<InferenceRequest> lane, Duration deadline) {
    /** Of the tenant {@code default}, in the batch lane, by any endpoint, within ten minutes. */
    public static final Kind USUAL =
            new Kind("default", "summarize", Set.of(), Topics.REQUESTS_BATCH, Duration.ofMinutes(10));

    public Kind {
        jurisdictions = Set.copyOf(jurisdictions);
    }

    public Kind of(String newTenant) {
        return new Kind(newTenant, route, jurisdictions, lane, deadline);
    }

    public Kind on(String newRoute) {
        return new Kind(tenant, newRoute, jurisdictions, lane, deadline);
    }

    public Kind within(String jurisdiction) {
        return new Kind(tenant, route, Set.of(jurisdiction), lane, deadline);
    }

    public Kind by(Duration newDeadline) {
        return new Kind(tenant, route, jurisdictions, lane, newDeadline);
    }

    public Kind interactive() {
        return new Kind(tenant, route, jurisdictions, Topics.REQUESTS_INTERACTIVE, deadline);
    }
}
