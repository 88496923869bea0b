package io.tieline.sim.http;

import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.limit.Limited;
import io.tieline.sim.wire.Reply;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What a call gets.
 *
 * @param hold keeps the call waiting until it is over; null for none
 * @param latency after that, until the ending
 * @param bill what the work costs once that is over; null: nothing
 * @param fault kind of the fault that was applied; null for none
 * @param limit the endpoint's limit that refused it; null for none
 */
record CallPlan(
        @Nullable FaultHandle hold,
        Duration latency,
        Ending ending,
        @Nullable Bill bill,
        @Nullable String fault,
        @Nullable Limited limit) {

    /** Tokens that are paid for; those of the input that came from a cache are among those of the input. */
    record Bill(int inputTokens, int cachedTokens, int outputTokens) {}

    /** What happens to the connection. */
    sealed interface Ending {
        /** Status of the answer; 0 for none. */
        int status();

        /** Sends the whole answer. */
        record Send(Reply reply) implements Ending {
            @Override
            public int status() {
                return reply.status();
            }
        }

        /** Sends half of the answer, then closes. */
        record SendHalf(Reply reply) implements Ending {
            @Override
            public int status() {
                return reply.status();
            }
        }

        /** Resets the connection. */
        record Reset() implements Ending {
            @Override
            public int status() {
                return 0;
            }
        }
    }

    /** A plan that ends at once and bills nothing. */
    static CallPlan atOnce(Ending ending, @Nullable String fault) {
        return new CallPlan(null, Duration.ZERO, ending, null, fault, null);
    }

    /** The refusal of a call that is over a limit. */
    static CallPlan limited(Reply refusal, Limited limit) {
        return new CallPlan(null, Duration.ZERO, new Ending.Send(refusal), null, null, limit);
    }

    /** The same, only held first. */
    CallPlan heldBy(@Nullable FaultHandle newHold) {
        return new CallPlan(newHold, latency, ending, bill, fault, limit);
    }
}
