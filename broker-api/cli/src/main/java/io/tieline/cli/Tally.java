package io.tieline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.client.Reply;

/** Adds up who answered the files of a job, how well, and what all of it cost. Used by one thread. */
final class Tally {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final int files;
    private int answered;
    private int switched;
    private int degraded;
    private long costMicroUsd;
    private boolean estimated;

    Tally(int files) {
        this.files = files;
    }

    /** Adds a reply; one without an answer may have cost something too. */
    void add(Reply reply) {
        answered += reply.isCompleted() ? 1 : 0;
        switched += reply.isSwitched() ? 1 : 0;
        degraded += reply.isDegraded() ? 1 : 0;
        costMicroUsd += reply.costMicroUsd();
        estimated |= reply.isCostEstimated();
    }

    int answered() {
        return answered;
    }

    /** A line for a person. */
    String text() {
        return "%d of %d answered, %d of them by another endpoint than the preferred one, %d degraded; cost %s"
                .formatted(answered, files, switched, degraded, Usd.text(costMicroUsd, estimated));
    }

    /** The same for a machine. */
    String json(String jobId) {
        ObjectNode job = JSON.createObjectNode()
                .put("jobId", jobId)
                .put("files", files)
                .put("answered", answered)
                .put("switched", switched)
                .put("degraded", degraded)
                .put("costMicroUsd", costMicroUsd)
                .put("costEstimated", estimated);
        return job.toPrettyString() + System.lineSeparator();
    }
}
