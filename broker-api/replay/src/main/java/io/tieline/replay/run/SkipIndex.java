package io.tieline.replay.run;

import io.tieline.replay.select.Found;
import io.tieline.schemas.Replays;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplayMark;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the selected requests: how often each has been run again, and whether it has an answer. As large as the
 * selection, whatever else the topics hold: about 150 bytes for each request. Used by one thread.
 */
final class SkipIndex {
    private static final int NEVER = -1;

    private final String replayId;
    private final int most;
    private final Map<String, Known> known = new HashMap<>();
    private final Map<String, String> tenants = new HashMap<>();
    private int requests;
    private long selections;

    /**
     * Knows nothing.
     *
     * @param replayId the replay that asks
     * @param most how many requests may be selected
     */
    SkipIndex(String replayId, int most) {
        this.replayId = replayId;
        this.most = most;
    }

    /** Generations, 0 for the request that was made first. */
    private static final class Known {
        private final String tenant;

        /** Callers choose ids: this one is another tenant's request of the same. */
        private final @Nullable Known other;

        private int published;
        private int ended = NEVER;
        private boolean answered;
        private boolean done;

        Known(String tenant, @Nullable Known other) {
            this.tenant = tenant;
            this.other = other;
        }
    }

    private @Nullable Known find(String tenant, String original) {
        Known one = known.get(original);
        while (one != null && !one.tenant.equals(tenant)) {
            one = one.other;
        }
        return one;
    }

    private Known add(String tenant, String original) {
        if (requests == most) {
            throw new IllegalArgumentException("the selection has more than " + most
                    + " requests: divide it, by times (from, to), tenants, routes or codes");
        }
        requests++;
        Known one = new Known(tenants.computeIfAbsent(tenant, same -> same), known.get(original));
        known.put(original, one);
        return one;
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

    /**
     * It is in the selection.
     *
     * @throws IllegalArgumentException if those before it are as many as there may be
     */
    void selected(Found found) {
        selections++;
        Known before = find(found.tenant(), found.original());
        Known one = before == null ? add(found.tenant(), found.original()) : before;
        one.published = Math.max(one.published, found.generation());
        if (found.letter() != null) {
            one.ended = Math.max(one.ended, found.generation());
        }
    }

    /** Whether anything may be to be learnt of the request with this id. */
    boolean asksFor(String requestId) {
        return known.containsKey(requestId) || known.containsKey(withoutGeneration(requestId));
    }

    private static String withoutGeneration(String requestId) {
        int tilde = requestId.lastIndexOf('~');
        return tilde < 0 ? requestId : requestId.substring(0, tilde);
    }

    /** It has been published. */
    void published(InferenceRequest request) {
        Known one = find(request.getTenant(), Replays.original(request));
        if (one != null) {
            one.published = Math.max(one.published, Replays.generation(request));
            ReplayMark mark = request.getReplayOf();
            one.done |= mark != null && mark.getReplayId().equals(replayId);
        }
    }

    /** It has ended. */
    void ended(InferenceReply reply) {
        Known one = find(reply.getTenant(), Replays.original(reply));
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
        Known one = find(found.tenant(), found.original());
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

    /** How many requests are selected. */
    int requests() {
        return requests;
    }

    /** How many there are, those counted twice that stand in the source twice. */
    long selections() {
        return selections;
    }
}
