package io.tieline.gateway.idempotency;

import java.time.Duration;

/** What became of a request that names a key. */
public sealed interface Outcome {
    /**
     * It is answered.
     *
     * @param again whether it was answered before
     */
    record Done(Answer answer, boolean again) implements Outcome {}

    /** The same request is still being worked on: to be answered with 409 and a time to try again. */
    record StillWorking(Duration retryAfter) implements Outcome {}

    /** The key stands for another request: to be answered with 409. */
    record OtherRequest() implements Outcome {}
}
