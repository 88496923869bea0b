package io.tieline.gateway.view;

import java.io.IOException;

/** Writes what keys of a topic stand for. Thread-safe. */
public interface TopicWriter<V> {
    /**
     * Returns once Kafka has acknowledged.
     *
     * @throws IOException if it didn't; the record may have been written all the same
     */
    void put(String key, V value) throws IOException;

    /** Takes a key's value away, as {@link #put}. */
    void remove(String key) throws IOException;
}
