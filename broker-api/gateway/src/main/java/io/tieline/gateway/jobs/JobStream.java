package io.tieline.gateway.jobs;

import io.tieline.platform.KafkaConnection;
import io.tieline.platform.TopicCheck;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiPredicate;
import java.util.function.Function;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.streams.CloseOptions;
import org.apache.kafka.streams.CloseOptions.GroupMembershipOperation;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A gateway's part in the work for jobs: counts, expands and writes files for those whose partitions it has. The topics
 * must exist before it starts. Thread-safe.
 */
public final class JobStream implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(JobStream.class);
    private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration PAUSE_BEFORE_REPLACEMENT = Duration.ofSeconds(1);
    private static final long CACHE_BYTES = 16L * 1024 * 1024;

    private final KafkaStreams streams;
    private final Expander expander;
    private final Finalizer finalizer;
    private final CountDownLatch running = new CountDownLatch(1);

    private JobStream(JobsConfig config, KafkaConnection kafka, int partitions, JobParts parts) {
        JobResults results = (partition, firstKey, lastKey) -> results().range(partition, firstKey, lastKey);
        this.expander = new Expander(parts);
        this.finalizer = new Finalizer(parts, results);
        this.streams = new KafkaStreams(
                JobTopology.build(parts.records(), partitions, JobWork.both(expander, finalizer)),
                settings(config, kafka));
        streams.setUncaughtExceptionHandler(JobStream::replaceThread);
        streams.setStateListener((state, before) -> {
            LOGGER.atInfo()
                    .addKeyValue("state", state)
                    .addKeyValue("before", before)
                    .log("the stream of jobs changed its state");
            if (state == KafkaStreams.State.RUNNING) {
                running.countDown();
            }
        });
    }

    private JobResults results() {
        return JobResults.in(streams);
    }

    /**
     * Starts it and returns at once; {@link #awaitReady} waits for it.
     *
     * @param serdes best warmed up
     * @param formats how the lines of a job are written
     * @param models whether there is, for a tenant, something of this name to ask for
     * @throws IllegalStateException if a topic is missing, with what to do about it; nothing is left running then
     */
    public static JobStream start(
            JobsConfig config,
            KafkaConnection kafka,
            AvroSerdes serdes,
            Function<Job, LineFormat> formats,
            BiPredicate<String, String> models,
            JobFiles files) {
        JobClients clients = new JobClients(kafka);
        return start(
                config,
                kafka,
                new JobParts(RecordBytes.of(serdes), formats, models, files, clients, InstantSource.system()));
    }

    static JobStream start(JobsConfig config, KafkaConnection kafka, JobParts parts) {
        JobStream stream = new JobStream(config, kafka, partitions(kafka), parts);
        stream.streams.start();
        return stream;
    }

    private static int partitions(KafkaConnection kafka) {
        String commands = Topics.JOB_COMMANDS.name();
        String progress = Topics.JOB_PROGRESS.name();
        try (Admin admin = Admin.create(kafka.clientProperties(Map.of()))) {
            Map<String, Integer> partitions = TopicCheck.partitions(
                    admin,
                    List.of(
                            commands,
                            progress,
                            Topics.REPLIES.name(),
                            Topics.JOBS.name(),
                            Topics.FILES.name(),
                            Topics.REQUESTS_BATCH.name(),
                            Topics.CANCELLATIONS.name()));
            int ofCommands = partitions.getOrDefault(commands, 0);
            int ofProgress = partitions.getOrDefault(progress, 0);
            if (ofCommands != ofProgress) {
                throw new IllegalStateException(
                        commands + " has " + ofCommands + " partitions and " + progress + " has " + ofProgress
                                + ": they must be as many, so that what belongs to a job comes together");
            }
            return ofCommands;
        }
    }

    private static Properties settings(JobsConfig config, KafkaConnection kafka) {
        Map<String, Object> own = new HashMap<>();
        own.put(StreamsConfig.APPLICATION_ID_CONFIG, config.applicationId());
        own.put(StreamsConfig.STATE_DIR_CONFIG, config.stateDirectory().toString());
        own.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, config.standbys());
        own.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        own.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        // A reply and its count are in two stores. A death between them would leave a line that never counts.
        own.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        // A reply takes two commits to be counted: one for the way to its job, one for the count.
        own.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200L);
        own.put(StreamsConfig.STATESTORE_CACHE_MAX_BYTES_CONFIG, CACHE_BYTES);
        own.put(StreamsConfig.producerPrefix(ProducerConfig.LINGER_MS_CONFIG), 5);
        own.put(StreamsConfig.producerPrefix(ProducerConfig.COMPRESSION_TYPE_CONFIG), "zstd");
        // Replies may be larger than Kafka lets records be of itself.
        own.put(StreamsConfig.producerPrefix(ProducerConfig.MAX_REQUEST_SIZE_CONFIG), JobClients.LARGEST_BYTES);
        own.put(StreamsConfig.topicPrefix(TopicConfig.MAX_MESSAGE_BYTES_CONFIG), JobClients.LARGEST_BYTES);
        own.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), 10_000);
        Properties settings = new Properties();
        settings.putAll(kafka.clientProperties(own));
        return settings;
    }

    /** Whether it has its share of the work and all state is restored. */
    public boolean isReady() {
        return streams.state() == KafkaStreams.State.RUNNING;
    }

    /** Waits until it has been ready for the first time; false where the time was not enough. */
    public boolean awaitReady(Duration timeout) throws InterruptedException {
        return running.await(timeout.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Stops and leaves the group, so that another gateway takes over at once.
     *
     * @return false where the time was not enough for it to end in order
     */
    public boolean close(Duration timeout) {
        expander.close();
        finalizer.close();
        return streams.close(
                CloseOptions.timeout(timeout).withGroupMembershipOperation(GroupMembershipOperation.LEAVE_GROUP));
    }

    @Override
    public void close() {
        if (!close(CLOSE_TIMEOUT)) {
            LOGGER.atWarn().addKeyValue("timeout", CLOSE_TIMEOUT).log("the stream of jobs didn't end in time");
        }
    }

    /** The pause keeps a fault that doesn't pass, such as a missing topic, from spinning. */
    private static StreamThreadExceptionResponse replaceThread(Throwable fault) {
        LOGGER.atError().setCause(fault).log("A thread of the stream of jobs failed and is replaced");
        LockSupport.parkNanos(PAUSE_BEFORE_REPLACEMENT.toNanos());
        return StreamThreadExceptionResponse.REPLACE_THREAD;
    }
}
