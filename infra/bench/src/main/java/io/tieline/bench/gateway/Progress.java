package io.tieline.bench.gateway;

import io.tieline.dev.Stack;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.JobProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Whether the last line of a batch's input has become a request, which OpenAI's API has no word for. Used by one thread. */
final class Progress implements AutoCloseable {
    private final Stack stack;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final Map<String, JobProgress> jobs = new HashMap<>();

    Progress(Stack stack) {
        this.stack = stack;
        consumer = new KafkaConsumer<>(
                stack.kafka().clientProperties(Map.of(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed")),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        List<TopicPartition> partitions = consumer.partitionsFor(Topics.JOB_PROGRESS.name()).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    boolean isExpanded(String jobId) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(1))) {
            if (stack.serdes().decode(Topics.JOB_PROGRESS, record.value())
                    instanceof Decoded.Value<JobProgress>(JobProgress progress)) {
                jobs.put(progress.getJobId(), progress);
            }
        }
        JobProgress progress = jobs.get(jobId);
        return progress != null && progress.getFinished();
    }

    @Override
    public void close() {
        consumer.close();
    }
}
