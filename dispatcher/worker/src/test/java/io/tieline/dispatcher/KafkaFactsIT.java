package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tieline.dispatcher.window.Position;
import io.tieline.schemas.Topics;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.UnstableOffsetCommitException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class KafkaFactsIT {
    private static final TopicPartition PARTITION = new TopicPartition(Topics.REQUESTS_BATCH.name(), 0);
    private static final TopicPartition OTHER = new TopicPartition(Topics.REQUESTS_BATCH.name(), 1);

    private final TestPlatform platform = TestPlatform.shared();

    @Test
    void shouldNotTakeAnOffsetThatIsUncertainForOneThatIsMissing() {
        String group = "facts-" + UUID.randomUUID();
        try (KafkaFacts facts =
                        new KafkaFacts(Admin.create(platform.connection().clientProperties(Map.of())), Set.of());
                Consumer<byte[], byte[]> member = member(group);
                KafkaProducer<byte[], byte[]> dying = new KafkaProducer<>(
                        platform.connection().clientProperties(Map.of(ProducerConfig.TRANSACTIONAL_ID_CONFIG, group)),
                        new ByteArraySerializer(),
                        new ByteArraySerializer())) {
            // Given
            dying.initTransactions();
            commit(dying, member, 7);
            dying.commitTransaction();

            // When
            commit(dying, member, 9);

            // Then
            assertThatThrownBy(() -> facts.committed(group, Set.of(PARTITION, OTHER)))
                    .isInstanceOf(UnstableOffsetCommitException.class)
                    .hasMessageContaining(group);

            // When
            dying.abortTransaction();

            // Then: Kafka ends a transaction for others a moment after it has for its owner
            assertThat(await().ignoreException(UnstableOffsetCommitException.class)
                            .until(() -> facts.committed(group, Set.of(PARTITION, OTHER)), _ -> true))
                    .isEqualTo(Map.of(PARTITION, new Position(7, "map")));
        }
    }

    private Consumer<byte[], byte[]> member(String group) {
        return new KafkaConsumer<>(
                platform.connection().clientProperties(Map.of(ConsumerConfig.GROUP_ID_CONFIG, group)),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
    }

    private static void commit(KafkaProducer<byte[], byte[]> producer, Consumer<byte[], byte[]> member, long offset) {
        producer.beginTransaction();
        producer.sendOffsetsToTransaction(
                Map.of(PARTITION, new OffsetAndMetadata(offset, "map")), member.groupMetadata());
    }
}
