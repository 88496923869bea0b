package io.tieline.schemas;

/**
 * What became of the bytes of a record's value. None of the cases is an exception: bytes from a topic are other people's
 * input.
 */
public sealed interface Decoded<V> {
    /**
     * The bytes were a record of the topic.
     *
     * @param value the record
     */
    record Value<V>(V value) implements Decoded<V> {}

    /**
     * The bytes are no record of the topic, and later won't be either.
     *
     * @param reason what is wrong with them, in words
     */
    record Undecodable<V>(String reason) implements Decoded<V> {}

    /**
     * The bytes name a schema that was not seen yet, and the registry can't be asked: try again later.
     *
     * @param reason what kept the registry from answering, in words
     */
    record RegistryAway<V>(String reason) implements Decoded<V> {}
}
