package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import java.util.function.Predicate;

/** What is found of one promise, before its proof is looked up. */
sealed interface Finding {
    record Holds(long judged) implements Finding {}

    /**
     * Broken.
     *
     * @param proof which events prove it
     */
    record Broken(String what, long cases, Predicate<Event> proof) implements Finding {}

    record NotJudged(String why) implements Finding {}

    /** Holds where something was judged. */
    static Finding holds(long judged, String otherwise) {
        return judged > 0 ? new Holds(judged) : new NotJudged(otherwise);
    }
}
