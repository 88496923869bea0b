package io.tieline.whatif.play;

import io.tieline.schemas.ErrorCode;
import io.tieline.trace.TracedCall.Tokens;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How a call ends, if nobody ends it before.
 *
 * @param failure null: it succeeds
 * @param usage tokens that have to be paid for
 * @param source what this is known from
 */
public record Fate(@Nullable ErrorCode failure, Duration took, Tokens usage, Source source) {
    /** What the fate of a call is known from, the best first. */
    public enum Source {
        /** It happened: the same request was sent to the same endpoint at about the same time. */
        RECORDED,
        /** It is drawn from other calls to the same endpoint, of about the same time. */
        DRAWN,
        /** It is drawn from calls to another endpoint, as the trace has none to this one. */
        BORROWED,
        /** It is made up. */
        MADE_UP
    }

    /** The same, but for what the call ends with. */
    Fate failed(ErrorCode code, Duration after, Tokens used) {
        return new Fate(code, after, used, source);
    }
}
