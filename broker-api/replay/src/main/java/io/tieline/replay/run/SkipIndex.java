package io.tieline.replay.run;

import io.tieline.replay.select.Found;
import io.tieline.schemas.Replays;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplayMark;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What is known of the selected requests: how often each has been run again, and whether it has an answer. As large as the
 * selection, whatever else the topics hold. Used by one thread.
 */
final class SkipIndex {
    private static final int NEVER = -1;

    private final String replayId;
    private final Map<Owned, Known> known = new HashMap<>();
    private final Set<String> ids = new HashSet<>();
    private long selections;

    /**
     * Knows nothing.
     *
     * @param replayId the replay that asks
     */
    SkipIndex(String replayId) {
        this.replayId = replayId;
    }

    /** Callers choose ids, so that requests of two tenants may have the same. */
    private record Owned(String tenant, String original) {}

    /** Generations, 0 for the request that was made first. */
    private static final class Known {
        private int published;
        private int ended = NEVER;
        private boolean answered;
        private boolean done;
    }

    /** What shall become of a selected request. */
    sealed interface Verdict {
        /** It is run again, for this many a time. */
        record Publish(int generation) implements Verdict {}

        /** It has its answer. */
        record Answered() implements Verdict {}

        /** It is being worked on, this replay has run it already, or nobody can tell any more how it ended. */
        record Open() implements Verdict {}

        /** It has been run again as often as it may. */
        record Quarantined() implements Verdict {}
    }

    /** It is in the selection. */
    void selected(Found found) {
        selections++;
        ids.add(found.original());
        Known one = known.computeIfAbsent(new Owned(found.tenant(), found.original()), _ -> new Known());
        one.published = Math.max(one.published, found.generation());
        if (found.letter() != null) {
            one.ended = Math.max(one.ended, found.generation());
        }
    }

    /** Whether anything may be to be learnt of the request with this id. */
    boolean asksFor(String requestId) {
        return ids.contains(requestId) || ids.contains(withoutGeneration(requestId));
    }

    private static String withoutGeneration(String requestId) {
        int tilde = requestId.lastIndexOf('~');
        return tilde < 0 ? requestId : requestId.substring(0, tilde);
    }

    /** It has been published. */
    void published(InferenceRequest request) {
        Known one = known.get(new Owned(request.getTenant(), Replays.original(request)));
        if (one != null) {
            one.published = Math.max(one.published, Replays.generation(request));
            ReplayMark mark = request.getReplayOf();
            one.done |= mark != null && mark.getReplayId().equals(replayId);
        }
    }

    /** It has ended. */
    void ended(InferenceReply reply) {
        Known one = known.get(new Owned(reply.getTenant(), Replays.original(reply)));
        if (one != null) {
            int generation = Replays.generation(reply);
            one.published = Math.max(one.published, generation);
            one.ended = Math.max(one.ended, generation);
            one.answered |= reply.getOutcome() == Outcome.COMPLETED;
        }
    }

    /**
     * What shall become of a request that was {@link #selected}.
     *
     * @param answeredToo whether it is run again though it has an answer
     * @param maxGeneration how often it may be run again
     */
    Verdict verdict(Found found, boolean answeredToo, int maxGeneration) {
        Known one = known.get(new Owned(found.tenant(), found.original()));
        if (one == null) {
            throw new IllegalStateException("'" + found.original() + "' was not selected when the index was made");
        }
        if (one.answered && !answeredToo) {
            return new Verdict.Answered();
        }
        if (one.done || one.published > one.ended) {
            return new Verdict.Open();
        }
        return one.published >= maxGeneration ? new Verdict.Quarantined() : new Verdict.Publish(one.published + 1);
    }

    /** How many there are, those counted twice that stand in the source twice. */
    long selections() {
        return selections;
    }
}
