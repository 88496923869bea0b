package io.tieline.health.query;

import java.net.URI;

/** What an instance of the health stream can say to a question about all endpoints. */
public sealed interface BoardAnswer<T> {
    /** The answer. */
    record Here<T>(T value) implements BoardAnswer<T> {}

    /**
     * Another instance knows.
     *
     * @param instance its address, without a path
     */
    record Elsewhere<T>(URI instance) implements BoardAnswer<T> {}

    /** Nobody can say at the moment. */
    record NotNow<T>(String why) implements BoardAnswer<T> {}
}
