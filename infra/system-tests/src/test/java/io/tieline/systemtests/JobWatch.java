package io.tieline.systemtests;

import io.tieline.dev.Stack;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProgress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/**
 * Sees what gateways write of jobs the moment that they do, committed or not, so that they can be killed in the midst of
 * it. Used by one thread.
 */
final class JobWatch implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(1);
    private static final Duration POLL = Duration.ofMillis(50);

    private final Stack stack;
    private final KafkaConsumer<String, byte[]> consumer;
    private final Map<String, Job> jobs = new HashMap<>();
    private final Map<String, JobProgress> progress = new HashMap<>();
    private final Map<String, Integer> partitions = new HashMap<>();

    JobWatch(Stack stack) {
        this.stack = stack;
        this.consumer = consumer(stack, "read_uncommitted");
        List<TopicPartition> all = new ArrayList<>(partitions(Topics.JOBS));
        all.addAll(partitions(Topics.JOB_PROGRESS));
        consumer.assign(all);
        consumer.seekToEnd(all);
        all.forEach(consumer::position);
    }

    private static KafkaConsumer<String, byte[]> consumer(Stack stack, String isolation) {
        return new KafkaConsumer<>(
                stack.kafka()
                        .clientProperties(Map.of(
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                isolation,
                                ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG,
                                50,
                                ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
                                false)),
                new StringDeserializer(),
                new ByteArrayDeserializer());
    }

    private static List<TopicPartition> partitions(Topic<?> topic) {
        return IntStream.range(0, Stack.PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic.name(), number))
                .toList();
    }

    /** Takes what has been written since the last look. */
    JobWatch look() {
        for (ConsumerRecord<String, byte[]> record : consumer.poll(LOOK)) {
            if (record.topic().equals(Topics.JOBS.name())) {
                jobs.put(record.key(), decode(Topics.JOBS, record.value()));
                partitions.put(record.key(), record.partition());
            } else {
                progress.put(record.key(), decode(Topics.JOB_PROGRESS, record.value()));
            }
        }
        return this;
    }

    private <V extends SpecificRecord> V decode(Topic<V> topic, byte[] bytes) {
        return stack.serdes().deserializer(topic).deserialize(topic.name(), bytes);
    }

    Optional<Job> job(String jobId) {
        return Optional.ofNullable(jobs.get(jobId));
    }

    Optional<JobProgress> progress(String jobId) {
        return Optional.ofNullable(progress.get(jobId));
    }

    /** The partition that a job is at home in; empty where that isn't known yet. */
    Optional<Integer> partition(String jobId) {
        return Optional.ofNullable(partitions.get(jobId));
    }

    /** All values in a topic of whose transactions it is certain that they are committed, in their order. */
    <V extends SpecificRecord> List<V> committed(Topic<V> topic) {
        List<V> all = new ArrayList<>();
        try (KafkaConsumer<String, byte[]> reader = consumer(stack, "read_committed")) {
            List<TopicPartition> from = partitions(topic);
            reader.assign(from);
            reader.seekToBeginning(from);
            Map<TopicPartition, Long> ends = reader.endOffsets(from);
            while (ends.entrySet().stream().anyMatch(end -> reader.position(end.getKey()) < end.getValue())) {
                reader.poll(POLL).forEach(record -> all.add(decode(topic, record.value())));
            }
        }
        return all;
    }

    /** How far the input of a job has certainly become requests. */
    JobProgress lastProgress(String jobId) {
        return committed(Topics.JOB_PROGRESS).stream()
                .filter(each -> each.getJobId().equals(jobId))
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    /** How a job certainly stood. */
    Job lastJob(String jobId) {
        return committed(Topics.JOBS).stream()
                .filter(each -> each.getJobId().equals(jobId))
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
