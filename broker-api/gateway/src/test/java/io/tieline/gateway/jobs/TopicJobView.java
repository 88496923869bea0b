package io.tieline.gateway.jobs;

import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;

/** The topic of jobs, read when it is asked for. */
final class TopicJobView implements JobView {
    private final Map<String, Job> jobs = new HashMap<>();
    private final Consumer<String, byte[]> consumer;
    private final RecordBytes records;

    TopicJobView(JobScene scene) {
        this.consumer = scene.clients().reading();
        this.records = scene.avro;
        JobScene.fromTheStart(consumer, Topics.JOBS.name());
    }

    @Override
    public synchronized Optional<Job> get(String jobId) {
        return Optional.ofNullable(jobs.get(jobId));
    }

    @Override
    public synchronized Collection<Job> all() {
        return List.copyOf(jobs.values());
    }

    @Override
    public synchronized void catchUp() {
        Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            consumer.poll(Duration.ofMillis(20)).forEach(record -> {
                if (record.value() == null) {
                    jobs.remove(record.key());
                } else {
                    jobs.put(record.key(), records.own(Topics.JOBS, record.value()));
                }
            });
        }
    }
}
