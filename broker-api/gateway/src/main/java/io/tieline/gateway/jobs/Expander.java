package io.tieline.gateway.jobs;

import io.tieline.schemas.avro.Job;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes requests of the inputs of jobs: a thread for each partition that is here and has had something to do. Two of them
 * may believe that a partition is theirs; then Kafka lets the newer one alone write. Thread-safe.
 */
final class Expander implements JobWork, AutoCloseable {
    private final JobParts parts;
    private final Map<Integer, PartitionExpander> partitions = new HashMap<>();
    private boolean closed;

    Expander(JobParts parts) {
        this.parts = parts;
    }

    @Override
    public synchronized void stands(int partition, Job job) {
        if (!closed && (partitions.containsKey(partition) || JobMachine.isUnderWay(job))) {
            partitions
                    .computeIfAbsent(partition, number -> PartitionExpander.start(number, parts))
                    .stands(job);
        }
    }

    @Override
    public synchronized void lost(int partition) {
        PartitionExpander expander = partitions.remove(partition);
        if (expander != null) {
            expander.stop();
        }
    }

    /** Stops all of them; what isn't committed is done by whoever comes next. */
    @Override
    public synchronized void close() {
        closed = true;
        List.copyOf(partitions.keySet()).forEach(this::lost);
    }
}
