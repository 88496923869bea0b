package io.tieline.gateway.idempotency;

import io.tieline.gateway.view.Change;
import io.tieline.schemas.avro.IdempotentAnswer;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Who works on what a key stands for, by the records of the topic in their order. All gateways read the same order, and so
 * come to the same result: of several claims the first counts, and of several answers the first.
 *
 * @param abandonedAfter a claim that wasn't renewed for so long may be taken over
 */
record Claims(Duration abandonedAfter) {
    /** What is known of a key. */
    sealed interface State {
        /** Hash of what was asked. */
        String asked();

        /** When it was last claimed. */
        Instant claimedAt();
    }

    /**
     * Somebody works on it.
     *
     * @param origin the first claim on it: the same for all who take over
     * @param submitted id of the request that one of them has submitted; null: none is known to have
     */
    record Working(
            String claimId,
            String asked,
            Instant claimedAt,
            String origin,
            @Nullable String submitted) implements State {
        Working by(String newClaimId, Instant at, @Nullable String newSubmitted) {
            return new Working(newClaimId, asked, at, origin, newSubmitted == null ? submitted : newSubmitted);
        }
    }

    /** Whoever worked on it gave up, or came to nothing that is final. */
    record Free(String asked, Instant claimedAt, String origin) implements State {}

    /** It is answered. */
    record Answered(IdempotentAnswer answer) implements State {
        @Override
        public String asked() {
            return answer.getBodySha256();
        }

        @Override
        public Instant claimedAt() {
            return answer.getClaimedAt();
        }
    }

    /** What somebody who asks has to do. */
    enum Step {
        /** Claim it. */
        CLAIM,
        /** It is his claim that counts: work. */
        WORK,
        /** Somebody else works on it: wait. */
        WAIT,
        /** Take the answer that is there. */
        TAKE,
        /** The key stands for something else. */
        REFUSE
    }

    /** What is known after a record; null: nothing. */
    @Nullable
    State after(@Nullable State state, String claimId, Change<IdempotentAnswer> change) {
        return switch (change) {
            case Change.Is<IdempotentAnswer>(String _, IdempotentAnswer record) ->
                record.getStatus() == null ? claimed(state, record) : answered(state, record);
            case Change.Gone<IdempotentAnswer> _ -> released(state, claimId);
            case Change.Unreadable<IdempotentAnswer> _ -> state;
        };
    }

    private State claimed(@Nullable State state, IdempotentAnswer claim) {
        String id = claim.getClaimId();
        String asked = claim.getBodySha256();
        Instant at = claim.getClaimedAt();
        @Nullable String submitted = claim.getRequestId();
        return switch (state) {
            case null -> new Working(id, asked, at, id, submitted);
            case Free free -> new Working(id, asked, at, asked.equals(free.asked()) ? free.origin() : id, submitted);
            case Working working
            when id.equals(working.claimId()) || (asked.equals(working.asked()) && isAbandoned(working, at)) ->
                working.by(id, at, submitted);
            case Working working -> working;
            case Answered answered -> answered;
        };
    }

    private static State answered(@Nullable State state, IdempotentAnswer answer) {
        return state instanceof Answered first ? first : new Answered(answer);
    }

    private static @Nullable State released(@Nullable State state, String claimId) {
        return state instanceof Working working && working.claimId().equals(claimId)
                ? new Free(working.asked(), working.claimedAt(), working.origin())
                : state;
    }

    /** What somebody has to do who asks this under a claim of this id, which he may have made already. */
    Step step(@Nullable State state, String claimId, String asked, Instant now) {
        return switch (state) {
            case null -> Step.CLAIM;
            case Free _ -> Step.CLAIM;
            case Working working when !asked.equals(working.asked()) -> Step.REFUSE;
            case Working working when claimId.equals(working.claimId()) -> Step.WORK;
            case Working working -> isAbandoned(working, now) ? Step.CLAIM : Step.WAIT;
            case Answered answered -> asked.equals(answered.asked()) ? Step.TAKE : Step.REFUSE;
        };
    }

    private boolean isAbandoned(Working working, Instant now) {
        return !now.isBefore(working.claimedAt().plus(abandonedAfter));
    }
}
