package io.tieline.testing.history;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** Something that happened in a run, as somebody outside the product saw it. Each is a line of a history. */
public sealed interface Event {
    /** When it was recorded, wall clock. */
    Instant at();

    /** Which process recorded it. */
    String by();

    /** How a request may end. */
    enum Status {
        COMPLETED,
        FAILED,
        EXPIRED,
        CANCELLED,
        REJECTED
    }

    /** How a call ended, as the provider saw it. */
    enum CallEnd {
        /** It was answered in full. */
        OK,
        /** It was refused or broken off by the provider. */
        ERROR,
        /** The caller left before the answer. */
        CALLER_LEFT
    }

    /** What may be believed of an endpoint. */
    enum State {
        HEALTHY,
        SUSPECT,
        DOWN,
        PROBING,
        RECOVERING;

        /** Whether nothing but probes may go there. */
        public boolean isOut() {
            return this == DOWN || this == PROBING;
        }
    }

    /**
     * A request is about to be published: recorded before it is sent.
     *
     * @param requestHash what the reply must echo
     * @param jurisdictions where alone it may be worked on; empty: anywhere
     */
    record Published(
            Instant at,
            String by,
            String id,
            String tenant,
            String requestHash,
            String lane,
            Instant deadline,
            Set<String> jurisdictions)
            implements Event {}

    /** Kafka has acknowledged a request: from here on it is promised a reply. */
    record Acknowledged(Instant at, String by, String id, Place place) implements Event {}

    /**
     * A request could not be published.
     *
     * @param certain whether it is sure that it isn't in the topic
     */
    record PublishFailed(Instant at, String by, String id, String reason, boolean certain) implements Event {}

    /**
     * A read_committed reader found a reply.
     *
     * @param tenant of the reply; empty where it names none
     * @param requestHash what the answer echoes; empty where there is no answer to echo it
     * @param code {@code ok} or why there is no answer
     * @param attempts how many calls it tells of, probes among them
     */
    record ReplySeen(
            Instant at,
            String by,
            String id,
            Optional<String> tenant,
            Optional<String> requestHash,
            Status status,
            String code,
            int attempts,
            Optional<String> servedBy,
            Place place)
            implements Event {}

    /**
     * A call that reached a provider, recorded there when it ended.
     *
     * @param status of HTTP; 0: none was sent
     * @param billed whether the provider charges for it
     * @param costMicroUsd what it charges, millionths of a US dollar
     * @param probe whether the provider can tell that it is a probe; {@link AttemptSeen} may tell it too
     */
    record ProviderCall(
            Instant at,
            String by,
            String callId,
            String requestId,
            String endpoint,
            String jurisdiction,
            Instant start,
            Instant end,
            CallEnd outcome,
            int status,
            boolean billed,
            long costMicroUsd,
            long tokens,
            boolean probe)
            implements Event {}

    /** The health table said something of an endpoint, be it news or a heartbeat. */
    record HealthWord(Instant at, String by, String endpoint, State state, long epoch) implements Event {}

    /**
     * The topic of attempts told of a call.
     *
     * @param probe whether the call was to find out if the endpoint works again: for its caller alone, unless
     *     {@code seenEpoch} says otherwise
     * @param seenEpoch the epoch that the caller went by; of a {@code PROBING} word: the call is a probe for all
     * @param start when the call began, by the caller's clock
     * @param end when it ended, by the caller's clock
     */
    record AttemptSeen(
            Instant at,
            String by,
            String requestId,
            String attemptId,
            String endpoint,
            String code,
            boolean probe,
            OptionalLong seenEpoch,
            Instant start,
            Instant end,
            String worker)
            implements Event {}

    /** A dead letter was found. */
    record DeadLetterSeen(Instant at, String by, String id, Place place) implements Event {}

    /** A parked request was found. */
    record ParkedSeen(Instant at, String by, String id, Instant notBefore, Place place) implements Event {}

    /**
     * A fault begins: recorded before it is done.
     *
     * @param name kind of the fault, such as {@code kill}
     * @param part what it befalls: an endpoint by its id, a worker, a broker
     */
    record FaultBegan(Instant at, String by, String name, String part) implements Event {}

    /** A fault is over: recorded after it is undone. */
    record FaultEnded(Instant at, String by, String name, String part) implements Event {}

    /** From here to the next of its kind, what is published belongs to a phase. */
    record PhaseBegan(Instant at, String by, String name) implements Event {}

    /**
     * Something was searched for canaries, whether or not there was one.
     *
     * @param where a log file, a topic's headers, a page of metrics
     */
    record Searched(Instant at, String by, String where, long bytes) implements Event {}

    /** A text that must never leave the payload was found somewhere else. */
    record Canary(Instant at, String by, String text, String where) implements Event {}

    /** What is committed for a consumer group. */
    record CommittedOffset(Instant at, String by, String group, Place place) implements Event {}

    /** The load has ended and everything is drained: what has no reply by now gets none. */
    record Quiet(Instant at, String by) implements Event {}
}
