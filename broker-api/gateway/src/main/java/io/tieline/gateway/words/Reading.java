package io.tieline.gateway.words;

/**
 * What a body turned out to be.
 *
 * @param <T> what it was read as
 */
public sealed interface Reading<T> {
    /** As it should be. */
    record Fine<T>(T value) implements Reading<T> {}

    /** Not what the API takes. */
    record Refused<T>(ApiError error) implements Reading<T> {}
}
