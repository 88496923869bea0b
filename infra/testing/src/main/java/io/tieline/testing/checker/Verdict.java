package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import java.util.List;

/** Whether a promise was kept. */
public record Verdict(Invariant invariant, Ruling ruling) {
    /** What is found. */
    public sealed interface Ruling {
        /**
         * It was kept in every case.
         *
         * @param judged how many cases there were, at least one
         */
        record Holds(long judged) implements Ruling {}

        /** It was broken. */
        record Broken(Witness witness) implements Ruling {}

        /** The history tells nothing to judge by. */
        record NotJudged(String why) implements Ruling {}
    }

    /**
     * The case of which there is least to tell, in which a promise was broken, and what proves it; of several, the earliest.
     *
     * @param what the case in words
     * @param cases how many there are altogether
     * @param events those that prove it, and no others, by time
     */
    public record Witness(String what, long cases, List<Event> events) {
        public Witness {
            events = List.copyOf(events);
        }
    }

    /** Whether it was broken; not judged isn't. */
    public boolean isBroken() {
        return ruling instanceof Ruling.Broken;
    }

    /** Whether the history was enough to decide. */
    public boolean isJudged() {
        return !(ruling instanceof Ruling.NotJudged);
    }

    /** A line; where it was broken, some more. */
    @Override
    public String toString() {
        String name = String.format("%-4s", invariant) + invariant.words() + ": ";
        return switch (ruling) {
            case Ruling.Holds holds -> name + "holds (" + holds.judged() + " judged)";
            case Ruling.NotJudged not -> name + "NOT JUDGED: " + not.why();
            case Ruling.Broken broken -> {
                StringBuilder lines = new StringBuilder(name + "BROKEN: "
                        + broken.witness().what() + " (" + broken.witness().cases() + " cases)");
                broken.witness()
                        .events()
                        .forEach(each -> lines.append("\n      ").append(each));
                yield lines.toString();
            }
        };
    }
}
