package io.tieline.gateway.view;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** A topic and its view in memory. What is written shows in the view once that has caught up, as with Kafka. */
public final class MemoryTopic<V> implements View<V>, TopicWriter<V> {
    private final Map<String, Optional<V>> written = new TreeMap<>();
    private final Map<String, Optional<V>> seen = new TreeMap<>();
    private boolean away;

    /** From now on nothing can be written, and nobody catches up. */
    public synchronized void goAway() {
        away = true;
    }

    public synchronized void comeBack() {
        away = false;
    }

    /** Writes what nobody can read. */
    public synchronized void garble(String key) {
        written.put(key, Optional.empty());
    }

    /** Keys that stand for something, whether or not that shows already. */
    public synchronized List<String> keys() {
        return new ArrayList<>(written.keySet());
    }

    @Override
    public synchronized void put(String key, V value) throws IOException {
        requireThere();
        written.put(key, Optional.of(value));
    }

    @Override
    public synchronized void remove(String key) throws IOException {
        requireThere();
        written.remove(key);
    }

    private void requireThere() throws IOException {
        if (away) {
            throw new IOException("Kafka is away");
        }
    }

    @Override
    public synchronized Optional<V> get(String key) {
        return seen.getOrDefault(key, Optional.empty());
    }

    @Override
    public synchronized boolean knows(String key) {
        return seen.containsKey(key);
    }

    @Override
    public synchronized List<V> values() {
        return seen.values().stream().flatMap(Optional::stream).toList();
    }

    @Override
    public synchronized void catchUp(Duration timeout) throws NotCaughtUpException {
        if (away) {
            throw new NotCaughtUpException("files", "Kafka is away", null);
        }
        seen.clear();
        seen.putAll(written);
    }
}
