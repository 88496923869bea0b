package io.tieline.sim.fault;

import io.tieline.sim.wire.ApiError;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What a fault does to a call. */
public sealed interface Effect {
    /** Its name in JSON and in the call log. */
    String kind();

    /**
     * Answers at once with an error of the provider; nothing is billed.
     *
     * @param retryAfter how long the provider asks to wait, only with {@link ApiError#RATE_LIMITED}; null: it doesn't say
     */
    record Fail(ApiError error, @Nullable Duration retryAfter) implements Effect {
        public Fail {
            if (retryAfter != null && (error != ApiError.RATE_LIMITED || !retryAfter.isPositive())) {
                throw new IllegalArgumentException("retryAfter is " + retryAfter
                        + ", allowed: longer than nothing, and only with the kind rate_limited");
            }
        }

        @Override
        public String kind() {
            return error.id();
        }
    }

    /** Accepts the call and says nothing until the fault ends, when it is answered, or until the client leaves. */
    record Hang() implements Effect {
        @Override
        public String kind() {
            return "hang";
        }
    }

    /**
     * Answers, but late.
     *
     * @param factor multiplies the latency, 1 or more
     * @param delay is added after that, 0 or longer; the simulator's speed divides it too
     */
    record Slow(double factor, Duration delay) implements Effect {
        public Slow {
            if (!(factor >= 1 && factor <= 1_000_000)) {
                throw new IllegalArgumentException("factor is " + factor + ", allowed: 1 to 1000000");
            }
            if (delay.isNegative()) {
                throw new IllegalArgumentException("delay is " + delay + ", allowed: 0 or longer");
            }
        }

        @Override
        public String kind() {
            return "slow";
        }
    }

    /** Resets the connection before any byte of an answer; nothing is billed. */
    record Reset() implements Effect {
        @Override
        public String kind() {
            return "reset";
        }
    }

    /** Promises a whole answer, sends half of it and closes. Billed. */
    record Truncate() implements Effect {
        @Override
        public String kind() {
            return "truncate";
        }
    }

    /** Answers 200 with something that is no JSON. Billed: the model answered, something before it broke the answer. */
    record Garbage() implements Effect {
        @Override
        public String kind() {
            return "garbage";
        }
    }

    /** Answers 200 without any text. Billed. */
    record Empty() implements Effect {
        @Override
        public String kind() {
            return "empty";
        }
    }

    /** Answers 200 with the model's refusal, or, where the format has words for it only, with these. Billed. */
    record Refusal() implements Effect {
        @Override
        public String kind() {
            return "refusal";
        }
    }

    /** Answers 200 with the word of a content filter, and no text. Billed. */
    record ContentFilter() implements Effect {
        @Override
        public String kind() {
            return "content_filter";
        }
    }

    /**
     * Answers, but stops early and says that the limit of tokens was reached. Billed.
     *
     * @param tokens where it stops, 1 or more; the limit that was asked for holds too
     */
    record MaxTokens(int tokens) implements Effect {
        public MaxTokens {
            if (tokens < 1) {
                throw new IllegalArgumentException("tokens is " + tokens + ", allowed: 1 or more");
            }
        }

        @Override
        public String kind() {
            return "max_tokens";
        }
    }

    /** Answers a request for JSON with JSON that doesn't match its schema. Others it lets pass. Billed. */
    record SchemaMismatch() implements Effect {
        @Override
        public String kind() {
            return "schema_mismatch";
        }
    }
}
