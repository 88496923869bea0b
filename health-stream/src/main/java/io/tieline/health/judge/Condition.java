package io.tieline.health.judge;

import java.time.Instant;
import java.util.Optional;

/**
 * What is believed of an endpoint. A condition is a type, and what may follow it is its methods.
 *
 * <p>The epoch counts every change, also those within a condition (a grant, a step of the ramp), so that a call can be
 * told to belong to a condition or to an earlier one, whatever the clocks say.
 */
public sealed interface Condition {
    long epoch();

    Instant since();

    Reason reason();

    /** Nothing speaks against it. */
    record Healthy(long epoch, Instant since, Reason reason) implements Condition {
        /** What is believed before the first call. */
        static Healthy initial(Instant now) {
            return new Healthy(0, now, Reason.fine("nothing has spoken against it"));
        }

        Suspect suspect(Reason why, Instant now) {
            return new Suspect(epoch + 1, now, why);
        }
    }

    /** Something does, but not enough to take it out: it gets half of its traffic. */
    record Suspect(long epoch, Instant since, Reason reason) implements Condition {
        Healthy acquit(Reason why, Instant now) {
            return new Healthy(epoch + 1, now, why);
        }

        Suspect because(Reason why) {
            return new Suspect(epoch, since, why);
        }

        Down convict(Reason why, Instant now, Instant until) {
            return new Down(epoch + 1, now, why, now, until);
        }
    }

    /**
     * It gets no calls until a moment that is fixed.
     *
     * @param outSince when it was taken out; later probes that failed don't change that
     * @param until when a probe is allowed
     */
    record Down(long epoch, Instant since, Reason reason, Instant outSince, Instant until) implements Condition {
        Probing allowProbe(Instant now) {
            return new Probing(epoch + 1, now, reason, outSince, 0, Optional.empty());
        }
    }

    /**
     * One request at a time finds out whether it works again.
     *
     * @param outSince when it was taken out
     * @param successes probes in a row that succeeded
     * @param grant who makes the probe; empty: whoever asks first
     */
    record Probing(long epoch, Instant since, Reason reason, Instant outSince, int successes, Optional<Grant> grant)
            implements Condition {
        Probing grantTo(Grant to) {
            return new Probing(epoch + 1, since, reason, outSince, successes, Optional.of(to));
        }

        /** Nothing was found out: somebody else may. */
        Probing reopen() {
            return new Probing(epoch + 1, since, reason, outSince, successes, Optional.empty());
        }

        Probing oneMoreSuccess() {
            return new Probing(epoch + 1, since, reason, outSince, successes + 1, Optional.empty());
        }

        Recovering recover(Reason why, Instant now) {
            return new Recovering(epoch + 1, now, why, 0, now, 0);
        }

        Down relapse(Reason why, Instant now, Instant until) {
            return new Down(epoch + 1, now, why, outSince, until);
        }
    }

    /**
     * It works again and gets a growing share of its traffic.
     *
     * @param step index of the present share in the ramp
     * @param stepSince when this share began
     * @param stepSuccesses calls that succeeded since then
     */
    record Recovering(long epoch, Instant since, Reason reason, int step, Instant stepSince, int stepSuccesses)
            implements Condition {
        Recovering oneMoreSuccess() {
            return new Recovering(epoch, since, reason, step, stepSince, stepSuccesses + 1);
        }

        Recovering nextStep(Instant now) {
            return new Recovering(epoch + 1, since, reason, step + 1, now, 0);
        }

        Healthy complete(Reason why, Instant now) {
            return new Healthy(epoch + 1, now, why);
        }

        Down relapse(Reason why, Instant now, Instant until) {
            return new Down(epoch + 1, now, why, now, until);
        }
    }
}
