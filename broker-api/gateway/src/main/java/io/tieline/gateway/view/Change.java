package io.tieline.gateway.view;

/** What a record of a followed topic says of its key. */
public sealed interface Change<V> {
    String key();

    /** It stands for this now. */
    record Is<V>(String key, V value) implements Change<V> {}

    /** It stands for nothing any more. */
    record Gone<V>(String key) implements Change<V> {}

    /**
     * It stands for something that can't be read, and never will be.
     *
     * @param reason what is wrong with it, in words
     */
    record Unreadable<V>(String key, String reason) implements Change<V> {}
}
