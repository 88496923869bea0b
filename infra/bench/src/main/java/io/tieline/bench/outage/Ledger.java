package io.tieline.bench.outage;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Everything that was said of endpoints, as Kafka holds it: attempts and words of the health table, with their times. */
final class Ledger implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final AvroSerdes serdes;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<Word> words = new ArrayList<>();
    private final List<Attempt> attempts = new ArrayList<>();
    private final Thread thread;
    private volatile boolean closing;

    /**
     * A record of the health table about an endpoint.
     *
     * @param written when Kafka got it
     */
    record Word(ProviderHealth health, Instant written) {
        HealthState state() {
            return health.getState();
        }

        String endpointId() {
            return health.getEndpointId();
        }

        /** Whether it lets one dispatcher make one probe. */
        boolean isGrant() {
            return health.getProbe() != null;
        }
    }

    /** Reads from the beginning, and goes on in a thread of its own. */
    Ledger(Map<String, Object> connection, AvroSerdes serdes) {
        this.serdes = serdes;
        consumer = new KafkaConsumer<>(connection, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        List<TopicPartition> partitions = new ArrayList<>();
        for (String topic : List.of(Topics.ATTEMPTS.name(), Topics.PROVIDER_HEALTH.name())) {
            consumer.partitionsFor(topic).forEach(info -> partitions.add(new TopicPartition(topic, info.partition())));
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        thread = Thread.ofPlatform().name("ledger").start(this::read);
    }

    private void read() {
        try (consumer) {
            while (!closing) {
                consumer.poll(POLL).forEach(this::take);
            }
        } catch (WakeupException e) {
            if (!closing) {
                throw e;
            }
        }
    }

    private synchronized void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.value() == null) {
            return;
        }
        if (record.topic().equals(Topics.ATTEMPTS.name())) {
            attempts.add(decode(Topics.ATTEMPTS, record));
        } else {
            ProviderHealth health = decode(Topics.PROVIDER_HEALTH, record);
            if (health.getScope() == HealthScope.ENDPOINT) {
                words.add(new Word(health, Instant.ofEpochMilli(record.timestamp())));
            }
        }
        notifyAll();
    }

    private <V extends SpecificRecord> V decode(Topic<V> topic, ConsumerRecord<byte[], byte[]> record) {
        if (serdes.decode(topic, record.value()) instanceof Decoded.Value<V>(V value)) {
            return value;
        }
        throw new IllegalStateException("can't read offset " + record.offset() + " of " + record.topic());
    }

    /** Waits until so many dispatchers have made a call. */
    void awaitWorkers(int count, Duration patience) throws InterruptedException {
        var _ = await(
                "a call by each of " + count + " dispatchers",
                patience,
                () -> Optional.of(workers()).filter(known -> known.size() >= count));
    }

    private Set<String> workers() {
        return attempts.stream().map(Attempt::getWorkerId).collect(Collectors.toSet());
    }

    /**
     * Waits for the first word written at or after a moment that puts an endpoint into one of these states.
     *
     * @throws IllegalStateException if it doesn't come in time
     */
    Word await(String endpointId, Set<HealthState> states, Instant from, Duration patience)
            throws InterruptedException {
        return await(
                endpointId + " to become one of " + states,
                patience,
                () -> words(from).stream()
                        .filter(word -> word.endpointId().equals(endpointId) && states.contains(word.state()))
                        .findFirst());
    }

    private synchronized <T> T await(String what, Duration patience, Supplier<Optional<T>> look)
            throws InterruptedException {
        long end = System.nanoTime() + patience.toNanos();
        Optional<T> found = look.get();
        while (found.isEmpty()) {
            long left = end - System.nanoTime();
            if (left <= 0) {
                throw new IllegalStateException("waited in vain for " + what + " for " + patience);
            }
            wait(Math.max(1, left / 1_000_000));
            found = look.get();
        }
        return found.get();
    }

    /** What was written at or after a moment, in order. */
    synchronized List<Word> words(Instant from) {
        return words.stream().filter(word -> !word.written().isBefore(from)).toList();
    }

    /** Calls that began in a span of time, by the clock of their dispatcher. */
    synchronized List<Attempt> attempts(Instant from, Instant to) {
        return attempts.stream()
                .filter(attempt -> attempt.getStartedAt().isAfter(from)
                        && attempt.getStartedAt().isBefore(to))
                .toList();
    }

    /** The newest word on each endpoint. */
    synchronized List<Word> newest() {
        Map<String, Word> newest = new TreeMap<>();
        words.forEach(word -> newest.put(word.endpointId(), word));
        return List.copyOf(newest.values());
    }

    @Override
    public void close() {
        closing = true;
        consumer.wakeup();
        try {
            thread.join(Duration.ofSeconds(5));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
