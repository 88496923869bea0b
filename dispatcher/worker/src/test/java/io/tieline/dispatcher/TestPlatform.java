package io.tieline.dispatcher;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.embedded.RegistryProcess;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.SchemaRegistration;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Kafka and the registry that all tests of this JVM share. The first who asks starts them; they end with the JVM. */
final class TestPlatform {
    static final int PARTITIONS = 4;
    /** A reply topic that is no topic of the broker's own. */
    static final String OTHER_REPLIES = "acme.replies";

    private static final class Holder {
        static final TestPlatform SHARED = new TestPlatform();
    }

    private final KafkaConnection connection;
    private final AvroSerdes serdes;
    private final Admin admin;
    private final Producer<byte[], byte[]> producer;

    private TestPlatform() {
        CompletableFuture<RegistryProcess> starting = CompletableFuture.supplyAsync(RegistryProcess::start);
        EmbeddedKafka kafka = EmbeddedKafka.start();
        connection = KafkaConnection.to(kafka.bootstrapServers());
        admin = Admin.create(connection.clientProperties(Map.of()));
        producer = new KafkaProducer<>(
                connection.clientProperties(Map.of()), new ByteArraySerializer(), new ByteArraySerializer());
        get(admin.createTopics(Stream.concat(Topics.ALL.stream().map(topic -> topic.name()), Stream.of(OTHER_REPLIES))
                        .map(topic -> new NewTopic(topic, Optional.of(PARTITIONS), Optional.empty()))
                        .toList())
                .all());
        RegistryProcess registry = starting.join();
        SchemaRegistration.register(registry.url(), Topics.ALL);
        serdes = AvroSerdes.connect(registry.url());
        serdes.warmUp(Duration.ofSeconds(30));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            registry.close();
            kafka.close();
        }));
    }

    static TestPlatform shared() {
        return Holder.SHARED;
    }

    KafkaConnection connection() {
        return connection;
    }

    AvroSerdes serdes() {
        return serdes;
    }

    Producer<byte[], byte[]> producer() {
        return producer;
    }

    static List<TopicPartition> partitionsOf(String topic) {
        return IntStream.range(0, PARTITIONS)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .toList();
    }

    /** Where the log ends, transactions that are still open included. */
    Map<TopicPartition, Long> ends(List<TopicPartition> partitions) {
        Map<TopicPartition, OffsetSpec> latest =
                partitions.stream().collect(Collectors.toMap(partition -> partition, _ -> OffsetSpec.latest()));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                get(admin.listOffsets(latest).all());
        return ends.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().offset()));
    }

    /** Where the log of a partition ends. */
    long end(TopicPartition partition) {
        return ends(List.of(partition)).values().iterator().next();
    }

    /** Takes away what earlier tests left, so that a new group starts with nothing. */
    void empty(String topic) {
        Map<TopicPartition, RecordsToDelete> all = ends(partitionsOf(topic)).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> RecordsToDelete.beforeOffset(entry.getValue())));
        get(admin.deleteRecords(all).all());
    }

    /** What a group has committed. */
    Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        return get(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata());
    }

    /** How long a member of the group may be silent. */
    void sessionTimeout(String group, Duration timeout) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.GROUP, group);
        List<AlterConfigOp> settings = List.of(
                set("consumer.session.timeout.ms", timeout),
                set("consumer.heartbeat.interval.ms", timeout.dividedBy(5)));
        get(admin.incrementalAlterConfigs(Map.of(resource, settings)).all());
    }

    private static AlterConfigOp set(String name, Duration value) {
        return new AlterConfigOp(new ConfigEntry(name, String.valueOf(value.toMillis())), AlterConfigOp.OpType.SET);
    }

    private static <T> T get(KafkaFuture<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(30, TimeUnit.SECONDS)
                .join();
    }
}
