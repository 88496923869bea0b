package io.tieline.testing.history;

import java.util.List;
import java.util.function.Consumer;

/** What happened in a run. Can be read as often as one likes, with the same events each time, in any order. */
@FunctionalInterface
public interface History {
    /** Hands over every event. */
    void read(Consumer<? super Event> events);

    /** What the last {@link #read} had to leave out, in words. */
    default List<String> leftOut() {
        return List.of();
    }
}
