package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.client.NoReplyException.Why;
import io.tieline.schemas.AvroSerdes;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.errors.NotEnoughReplicasAfterAppendException;
import org.apache.kafka.common.errors.RecordBatchTooLargeException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestPublisherTest {
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(false, null, new StringSerializer(), new ByteArraySerializer());
    private final RequestPublisher publisher =
            new RequestPublisher(producer, AvroSerdes.connect(URI.create("http://127.0.0.1:1")), 100);
    private final List<NoReplyException> failures = new ArrayList<>();
    private CompletableFuture<Void> acknowledged = new CompletableFuture<>();

    @Test
    void shouldSayNothingWhereKafkaAcknowledges() {
        // Given
        publish();
        assertThat(acknowledged).isNotDone();

        // When
        producer.completeNext();

        // Then
        assertThat(acknowledged).isCompleted();
        assertThat(failures).isEmpty();
        assertThat(producer.history()).singleElement().satisfies(record -> {
            assertThat(record.topic()).isEqualTo("tieline.requests.batch");
            assertThat(record.key()).isEqualTo("1");
        });
    }

    static Stream<Arguments> verdicts() {
        return Stream.of(
                Arguments.of(new TopicAuthorizationException("no"), Why.NOT_ACCEPTED),
                Arguments.of(new RecordTooLargeException("no"), Why.NOT_ACCEPTED),
                Arguments.of(new RecordBatchTooLargeException("no"), Why.NOT_ACCEPTED),
                Arguments.of(new TimeoutException("no"), Why.PERHAPS_ACCEPTED),
                Arguments.of(new NotEnoughReplicasAfterAppendException("no"), Why.PERHAPS_ACCEPTED));
    }

    @ParameterizedTest
    @MethodSource("verdicts")
    void shouldTellARefusalFromAnUncertainEnd(RuntimeException failure, Why why) {
        // Given
        publish();

        // When
        CompletableFuture.runAsync(() -> producer.errorNext(failure)).join();

        // Then
        assertThat(failures).singleElement().extracting(NoReplyException::why).isEqualTo(why);
        assertThat(failures).singleElement().extracting(Throwable::getCause).isSameAs(failure);
    }

    @Test
    void shouldBeSureWhereTheProducerGivesUpBeforeItSends() {
        // Given
        producer.sendException = new TimeoutException("no metadata");

        // When
        publish();

        // Then
        assertThat(failures).singleElement().extracting(NoReplyException::why).isEqualTo(Why.NOT_ACCEPTED);
    }

    private void publish() {
        acknowledged = publisher.publish(Lane.BATCH, "1", new byte[] {1}).whenComplete((_, failure) -> {
            if (failure != null) {
                failures.add((NoReplyException) failure);
            }
        });
    }
}
