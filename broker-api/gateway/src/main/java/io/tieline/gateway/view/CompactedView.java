package io.tieline.gateway.view;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.IsolationLevel;

/** Follows a compacted topic into a map. See {@link TopicFollower} for what happens when Kafka is away. */
public final class CompactedView<V extends SpecificRecord> implements View<V>, AutoCloseable {
    /** Empty for what can't be read. */
    private final Map<String, Optional<V>> values = new ConcurrentHashMap<>();

    private final TopicFollower<V> follower;

    /**
     * Returns when all that is there has been read.
     *
     * @param upTo as for {@link TopicFollower#start}
     * @throws NotCaughtUpException if Kafka doesn't give it all
     * @throws IllegalStateException if there is no such topic
     */
    public CompactedView(KafkaConnection kafka, AvroSerdes serdes, Topic<V> topic, IsolationLevel upTo)
            throws NotCaughtUpException {
        follower = TopicFollower.start(kafka, serdes, topic, upTo, this::take);
    }

    private void take(Change<V> change) {
        switch (change) {
            case Change.Is<V>(String key, V value) -> values.put(key, Optional.of(value));
            case Change.Gone<V>(String key) -> values.remove(key);
            case Change.Unreadable<V>(String key, String _) -> values.put(key, Optional.empty());
        }
    }

    @Override
    public Optional<V> get(String key) {
        return values.getOrDefault(key, Optional.empty());
    }

    @Override
    public boolean knows(String key) {
        return values.containsKey(key);
    }

    @Override
    public List<V> values() {
        return values.values().stream().flatMap(Optional::stream).toList();
    }

    @Override
    public void catchUp(Duration timeout) throws NotCaughtUpException {
        follower.catchUp(timeout);
    }

    @Override
    public void close() {
        follower.close();
    }
}
