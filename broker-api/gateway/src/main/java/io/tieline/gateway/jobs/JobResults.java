package io.tieline.gateway.jobs;

import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StoreQueryParameters;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.QueryableStoreTypes;

/** The replies to the lines of jobs whose partitions are here. */
interface JobResults {
    /**
     * Those of one job, in the order of its lines.
     *
     * @throws InvalidStateStoreException if they can't be read at the moment; the iterator may throw it too
     */
    default KeyValueIterator<String, byte[]> of(int partition, String jobId) {
        return range(partition, JobLine.firstKey(jobId), JobLine.lastKey(jobId));
    }

    /** Those that came after the job was through, as {@link #of}. */
    default KeyValueIterator<String, byte[]> mended(int partition, String jobId) {
        return range(partition, JobLine.firstMendedKey(jobId), JobLine.lastMendedKey(jobId));
    }

    KeyValueIterator<String, byte[]> range(int partition, String firstKey, String lastKey);

    static JobResults in(KafkaStreams streams) {
        return (partition, firstKey, lastKey) -> streams.store(StoreQueryParameters.fromNameAndType(
                                JobTopology.RESULTS_STORE, QueryableStoreTypes.<String, byte[]>keyValueStore())
                        .withPartition(partition))
                .range(firstKey, lastKey);
    }
}
