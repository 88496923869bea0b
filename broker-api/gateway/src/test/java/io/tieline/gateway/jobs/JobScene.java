package io.tieline.gateway.jobs;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.TopicSettings;
import io.tieline.platform.TopicSetup;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.StoredFile;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Kafka with all topics, and gateways on it that may be ended in every way. */
final class JobScene implements AutoCloseable {
    static final int PARTITIONS = 2;
    static final Duration PATIENCE = Duration.ofSeconds(60);

    private final EmbeddedKafka kafka = EmbeddedKafka.start();
    private final JobClients clients;
    final PlainAvro avro = new PlainAvro();
    final FakeFiles files = new FakeFiles();

    JobScene() {
        TopicSetup.createTopics(connection(), new TopicSettings(PARTITIONS, 1, List.of()), PATIENCE);
        clients = new JobClients(connection());
    }

    KafkaConnection connection() {
        return KafkaConnection.to(kafka.bootstrapServers());
    }

    static ConditionFactory await() {
        return Awaitility.await()
                .pollInSameThread()
                .pollInterval(Duration.ofMillis(50))
                .atMost(PATIENCE);
    }

    JobClients clients() {
        return clients;
    }

    /** A gateway of its own. */
    JobStream gateway(Path directory, RecordBytes records, JobClients itsClients) {
        return JobStream.start(
                JobsConfig.in(directory),
                new KafkaConnection(
                        kafka.bootstrapServers(),
                        Map.of(
                                "main.consumer.session.timeout.ms",
                                "6000",
                                "main.consumer.heartbeat.interval.ms",
                                "500")),
                new JobParts(
                        records, _ -> new PlainFormat(), (_, _) -> true, files, itsClients, InstantSource.system()));
    }

    JobStream gateway(Path directory) {
        return gateway(directory, avro, clients);
    }

    Jobs jobs(JobView view) {
        return new Jobs(view, avro, clients.commanding(), InstantSource.system());
    }

    /** All that is committed in a topic, of one job. */
    List<InferenceRequest> requests(String jobId) {
        List<InferenceRequest> all = new ArrayList<>();
        for (ConsumerRecord<String, byte[]> record : read(Topics.REQUESTS_BATCH.name())) {
            InferenceRequest request = avro.own(Topics.REQUESTS_BATCH, record.value());
            if (jobId.equals(request.getJobId())) {
                all.add(request);
            }
        }
        return all;
    }

    private List<ConsumerRecord<String, byte[]>> read(String topic) {
        List<ConsumerRecord<String, byte[]>> all = new ArrayList<>();
        try (Consumer<String, byte[]> consumer = clients.reading()) {
            Map<TopicPartition, Long> ends = fromTheStart(consumer, topic);
            while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
                consumer.poll(Duration.ofMillis(50)).forEach(all::add);
            }
        }
        return all;
    }

    static Map<TopicPartition, Long> fromTheStart(Consumer<String, byte[]> consumer, String topic) {
        List<TopicPartition> partitions = IntStream.range(0, PARTITIONS)
                .mapToObj(number -> new TopicPartition(topic, number))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return new HashMap<>(consumer.endOffsets(partitions));
    }

    /** The lines of a file of a job, sorted. */
    List<String> lines(Job job, String fileId) {
        String text = files.text(job.getTenant(), fileId);
        return text == null ? List.of() : text.lines().sorted().toList();
    }

    /** What a file shows by the record that it has in the topic; where it has none, by its id. */
    String shown(String tenant, String fileId) {
        Map<String, StoredFile> records = new HashMap<>();
        read(Topics.FILES.name()).forEach(each -> records.put(each.key(), avro.own(Topics.FILES, each.value())));
        StoredFile record = records.get(fileId);
        return String.valueOf(files.text(tenant, record == null ? fileId : String.valueOf(record.getContentId())));
    }

    @Override
    public void close() {
        kafka.close();
    }
}
