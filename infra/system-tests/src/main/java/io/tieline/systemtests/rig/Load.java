package io.tieline.systemtests.rig;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Role;
import io.tieline.testing.history.Event;
import io.tieline.testing.history.Place;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes requests as a service would, and tells of each before and after. Safe for use by several threads. */
public final class Load implements AutoCloseable {
    private static final String BY = "load";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final AvroSerdes serdes;
    private final Consumer<Event> events;
    private final String canary;
    private final KafkaProducer<String, byte[]> producer;
    private final AtomicLong published = new AtomicLong();
    private final AtomicLong answered = new AtomicLong();

    Load(KafkaConnection kafka, AvroSerdes serdes, String canary, Consumer<Event> events) {
        this.serdes = serdes;
        this.events = events;
        this.canary = canary;
        producer = new KafkaProducer<>(
                kafka.clientProperties(Map.of(
                        ProducerConfig.ACKS_CONFIG, "all",
                        ProducerConfig.LINGER_MS_CONFIG, 0,
                        // As README advises for all who publish.
                        ProducerConfig.MAX_IN_FLIGHT_REQUESTS_PER_CONNECTION, 1,
                        ProducerConfig.MAX_BLOCK_MS_CONFIG, 120_000,
                        ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 120_000)),
                new StringSerializer(),
                new ByteArraySerializer());
    }

    /** An id for a request that is to be published. */
    public String announce() {
        return UUID.randomUUID().toString();
    }

    /** Publishes one; its id. */
    public String publish(Kind kind) {
        String id = announce();
        publish(id, kind);
        return id;
    }

    /** Publishes one whose id was announced. */
    public void publish(String id, Kind kind) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        InferenceRequest request = InferenceRequest.newBuilder()
                .setRequestId(id)
                .setTenant(kind.tenant())
                .setRoute(kind.route())
                .setMessages(List.of(Messages.text(Role.USER, text(id))))
                .setMaxOutputTokens(200)
                .setTruncationAllowed(true)
                .setCreatedAt(now)
                .setDeadline(now.plus(kind.deadline()))
                .setJurisdictions(List.copyOf(kind.jurisdictions()))
                .build();
        send(kind, request);
    }

    private void send(Kind kind, InferenceRequest request) {
        send(kind, request.getRequestId(), request.getDeadline(), serdes.encode(kind.lane(), request));
    }

    private void send(Kind kind, String id, Instant deadline, byte[] value) {
        String topic = kind.lane().name();
        events.accept(new Event.Published(
                Instant.now(), BY, id, kind.tenant(), Marks.of(id), topic, deadline, kind.jurisdictions()));
        published.incrementAndGet();
        var _ = producer.send(
                new ProducerRecord<>(topic, id, value),
                (metadata, failure) -> events.accept(
                        failure == null
                                ? new Event.Acknowledged(
                                        Instant.now(),
                                        BY,
                                        id,
                                        new Place(metadata.topic(), metadata.partition(), metadata.offset()))
                                : new Event.PublishFailed(Instant.now(), BY, id, failure.toString(), false)));
    }

    /** A text to be summarised; the answer to it is known again by the name. */
    public String text(String name) {
        return Marks.text(name, canary);
    }

    /** Publishes bytes that are no request, and so nobody's; their key. */
    public String publishGarbage() {
        String key = "garbage-" + UUID.randomUUID();
        send(
                Kind.USUAL.of(""),
                key,
                Instant.now().plus(Kind.USUAL.deadline()),
                "no request".getBytes(StandardCharsets.UTF_8));
        return key;
    }

    /** Publishes at an even rate, in a thread of its own, until the traffic is closed. */
    public Traffic start(Kind kind, int perSecond) {
        return new Traffic(this, kind, perSecond);
    }

    /** How many so far. */
    public long published() {
        return published.get();
    }

    /** An answer has come. */
    void answered() {
        answered.incrementAndGet();
    }

    /**
     * Waits for so many answers more.
     *
     * @throws IllegalStateException if they don't come within a minute or two
     */
    public void awaitAnswers(int count) throws InterruptedException {
        long wanted = answered.get() + count;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (answered.get() < wanted) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("no answers come any more");
            }
            Thread.sleep(Duration.ofMillis(50));
        }
    }

    void flush() {
        producer.flush();
    }

    @Override
    public void close() {
        producer.close();
    }
}
