package io.tieline.gateway.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;

/** Entries of a map as a store gives them. */
class MapIterator implements KeyValueIterator<String, byte[]> {
    private final List<Map.Entry<String, byte[]>> rest;

    MapIterator(Map<String, byte[]> entries) {
        this.rest = new ArrayList<>(entries.entrySet());
    }

    @Override
    public boolean hasNext() {
        return !rest.isEmpty();
    }

    @Override
    public String peekNextKey() {
        return rest.getFirst().getKey();
    }

    @Override
    public KeyValue<String, byte[]> next() {
        Map.Entry<String, byte[]> first = rest.removeFirst();
        return new KeyValue<>(first.getKey(), first.getValue());
    }

    @Override
    public void close() {}
}
