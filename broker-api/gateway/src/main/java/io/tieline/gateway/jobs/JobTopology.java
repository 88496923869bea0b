package io.tieline.gateway.jobs;

import io.tieline.schemas.Decoded;
import io.tieline.schemas.Replays;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import java.util.List;
import java.util.Optional;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.kstream.KStream;
import org.apache.kafka.streams.kstream.Named;
import org.apache.kafka.streams.kstream.Produced;
import org.apache.kafka.streams.kstream.Repartitioned;
import org.apache.kafka.streams.state.Stores;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Jobs as they stand: commands, progress and replies come together by the job's id, and the only writer of the topic of
 * jobs makes of them what {@link JobMachine} says.
 *
 * <p>The store of jobs has a cache, so that a busy job goes to the changelog once a commit and not with every reply. The
 * store of results has none: what is in it is read from outside of the stream.
 *
 * <p>The names are part of what is stored in Kafka: keep them.
 */
final class JobTopology {
    static final String JOBS_STORE = "jobs";
    static final String RESULTS_STORE = "results";

    private static final Logger LOGGER = LoggerFactory.getLogger(JobTopology.class);
    private static final Serde<String> TEXT = Serdes.String();
    private static final Serde<byte[]> BYTES = Serdes.ByteArray();

    private final RecordBytes records;
    private final StreamsBuilder builder = new StreamsBuilder();

    private JobTopology(RecordBytes records) {
        this.records = records;
    }

    /**
     * Makes it.
     *
     * @param partitions those of {@link Topics#JOB_COMMANDS}, which decide where a job is at home
     * @param work told of the jobs of each partition that is here
     */
    static Topology build(RecordBytes records, int partitions, JobWork work) {
        return new JobTopology(records).build(partitions, work);
    }

    private Topology build(int partitions, JobWork work) {
        builder.addStateStore(Stores.keyValueStoreBuilder(
                        Stores.persistentKeyValueStore(JOBS_STORE), TEXT, records.serde(Topics.JOBS))
                .withCachingEnabled());
        builder.addStateStore(Stores.keyValueStoreBuilder(Stores.persistentKeyValueStore(RESULTS_STORE), TEXT, BYTES));
        KStream<String, JobInput> commands = source(Topics.JOB_COMMANDS, "commands")
                .flatMapValues(
                        bytes -> read(Topics.JOB_COMMANDS, bytes).<JobInput>map(JobInput.Told::new).stream()
                                .toList(),
                        Named.as("told"));
        KStream<String, JobInput> progress = source(Topics.JOB_PROGRESS, "progress")
                .flatMapValues(
                        bytes -> read(Topics.JOB_PROGRESS, bytes).<JobInput>map(JobInput.Read::new).stream()
                                .toList(),
                        Named.as("read"));
        KStream<String, JobOutput> outputs = commands.merge(progress, Named.as("commands-and-progress"))
                .merge(replies(partitions), Named.as("inputs"))
                .process(() -> new JobProcessor(records, work), Named.as("job"), JOBS_STORE, RESULTS_STORE);
        sink(outputs);
        return builder.build();
    }

    private KStream<String, byte[]> source(Topic<?> topic, String name) {
        return builder.stream(topic.name(), Consumed.with(TEXT, BYTES).withName(name));
    }

    /** Most replies are none of a job's, and most of those show it in their key. */
    private KStream<String, JobInput> replies(int partitions) {
        return source(Topics.REPLIES, "replies")
                .filter((key, bytes) -> key != null && isOfJob(key, bytes), Named.as("replies-of-jobs"))
                .selectKey((key, _) -> JobLine.ofRequest(key).orElseThrow().jobId(), Named.as("by-job"))
                .repartition(Repartitioned.with(TEXT, BYTES).withName("replies").withNumberOfPartitions(partitions))
                .flatMapValues(
                        bytes ->
                                read(Topics.REPLIES, bytes)
                                        .<JobInput>map(reply -> new JobInput.Answered(reply, bytes))
                                        .stream()
                                        .toList(),
                        Named.as("answered"));
    }

    private boolean isOfJob(String key, byte[] bytes) {
        Optional<JobLine> line = JobLine.ofRequest(key);
        return line.isPresent()
                && read(Topics.REPLIES, bytes)
                        .filter(reply -> isOf(line.get(), reply))
                        .isPresent();
    }

    private static boolean isOf(JobLine line, InferenceReply reply) {
        return line.jobId().equals(reply.getJobId()) && line.requestId().equals(Replays.original(reply));
    }

    private void sink(KStream<String, JobOutput> outputs) {
        outputs.flatMapValues(
                        output -> output instanceof JobOutput.Stands stands ? List.of(stands) : List.of(),
                        Named.as("changes"))
                .mapValues(
                        stands -> stands.job() == null ? null : records.encode(Topics.JOBS, stands.job()),
                        Named.as("change-bytes"))
                .to(Topics.JOBS.name(), Produced.with(TEXT, BYTES).withName("jobs-table"));
        outputs.flatMapValues(
                        output -> output instanceof JobOutput.Recalled recalled ? List.of(recalled) : List.of(),
                        Named.as("recalls"))
                .mapValues(
                        recalled -> records.encode(Topics.CANCELLATIONS, recalled.cancellation()),
                        Named.as("recall-bytes"))
                .to(Topics.CANCELLATIONS.name(), Produced.with(TEXT, BYTES).withName("cancellations"));
        outputs.flatMapValues(
                        output -> output instanceof JobOutput.Kept kept ? List.of(kept) : List.of(), Named.as("kept"))
                .mapValues(kept -> records.encode(Topics.FILES, kept.file()), Named.as("kept-bytes"))
                .to(Topics.FILES.name(), Produced.with(TEXT, BYTES).withName("files"));
    }

    /** What can't be read is told of and left out; what the registry is needed for waits for it. */
    private <V extends SpecificRecord> Optional<V> read(Topic<V> topic, byte[] bytes) {
        return switch (records.decode(topic, bytes)) {
            case Decoded.Value<V>(V value) -> Optional.of(value);
            // Left out, it would be missing from its job for ever. Nothing is lost by waiting.
            case Decoded.RegistryAway<V>(String reason) ->
                throw new IllegalStateException("a record of " + topic.name() + " waits for the registry: " + reason);
            case Decoded.Undecodable<V>(String reason) -> {
                LOGGER.atWarn()
                        .addKeyValue("topic", topic.name())
                        .addKeyValue("reason", reason)
                        .log("a record can't be read; it is left out of the jobs");
                yield Optional.empty();
            }
        };
    }
}
