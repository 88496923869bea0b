package io.tieline.dispatcher.resilience;

import io.tieline.dispatcher.limits.RateLimits;
import io.tieline.dispatcher.resilience.Permit.Kind;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointStatus;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.HealthState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What this dispatcher goes by for one endpoint. A pause that the provider asked for comes first; then the word of the
 * fleet; this dispatcher's own breaker where the fleet thinks well of the endpoint or says nothing. Safe for use by
 * several threads.
 */
final class EndpointGuard {
    private static final Logger LOG = LoggerFactory.getLogger(EndpointGuard.class);
    private static final Duration DEFAULT_RATE_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_RATE_PAUSE = Duration.ofMinutes(10);

    /** Those who wait are woken when the probe ends; this is for a probe that hangs. */
    private static final Duration PROBE_PAUSE = Duration.ofSeconds(2);

    private volatile Endpoint endpoint;
    private final GuardConfig config;
    private final Clock clock;
    private final FleetHealth fleet;
    private final ProbeLeave leave;
    private final Runnable onLocalProbeEnded;
    private final LocalBreaker breaker;
    private final Rooms rooms;
    private final Room room;

    /** One call at a time finds out whether an endpoint in doubt works again. */
    private final AtomicBoolean probing = new AtomicBoolean();

    private volatile Instant lastSuccess = Instant.MIN;
    private final AtomicReference<Pause> pause = new AtomicReference<>(new Pause(Instant.MIN, "none", false));

    /**
     * A time to be left alone.
     *
     * @param asked whether the provider asked this dispatcher for it
     */
    private record Pause(Instant until, String why, boolean asked) {}

    /**
     * Makes a guard that admits until something else is known.
     *
     * @param onLocalProbeEnded told when this dispatcher has found out something for itself, or given up to
     */
    EndpointGuard(
            Endpoint endpoint,
            GuardConfig config,
            Clock clock,
            FleetHealth fleet,
            ProbeLeave leave,
            Rooms rooms,
            Runnable onLocalProbeEnded) {
        this.endpoint = endpoint;
        this.config = config;
        this.clock = clock;
        this.fleet = fleet;
        this.leave = leave;
        this.onLocalProbeEnded = onLocalProbeEnded;
        this.breaker = new LocalBreaker(endpoint.id(), config, clock);
        this.rooms = rooms;
        this.room = rooms.room(endpoint, this);
    }

    /** The endpoint's settings changed; what is known of it stays, and so do the calls under way. */
    void became(Endpoint changed) {
        endpoint = changed;
        rooms.configure(room, changed.limits());
    }

    Admission admission(Instant now) {
        Pause asked = pause.get();
        if (asked.until().isAfter(now)) {
            return new Admission.Denied(asked.until(), asked.why());
        }
        Optional<EndpointStatus> word = fleet.fresh(endpoint.id());
        Admission admission = word.isPresent() && (!word.get().takesCalls() || breaker.isClosed())
                ? byTheWord(word.get(), now)
                : breaker.admission(now);
        return admission instanceof Admission.Doubtful && probing.get()
                ? new Admission.Denied(now.plus(PROBE_PAUSE), "one call is finding out whether it works again")
                : admission;
    }

    private Admission byTheWord(EndpointStatus word, Instant now) {
        return leave.isOurs(endpoint, word)
                ? new Admission.Doubtful(word.since(), "is down, and this dispatcher may try it: " + word.reason())
                : word.admission(now);
    }

    Endpoint endpoint() {
        return endpoint;
    }

    Room room() {
        return room;
    }

    /** Null where there is no room, or another call is the probe: decide again. A probe waits for no room. */
    @Nullable
    Permit enter(Turn turn, Turn.Place place) throws InterruptedException {
        boolean probes = admission(clock.instant()) instanceof Admission.Doubtful;
        Hold hold = probes ? rooms.enterInAnyCase(turn, place) : rooms.enter(turn, place);
        return hold == null ? null : enter(hold);
    }

    /** The same with room that is there already. */
    @Nullable
    Permit enter(Hold hold) throws InterruptedException {
        Permit permit = null;
        try {
            permit = enterWithRoom(hold);
        } finally {
            if (permit == null) {
                rooms.undo(hold);
            }
        }
        return permit;
    }

    private @Nullable Permit enterWithRoom(Hold hold) throws InterruptedException {
        Optional<EndpointStatus> word = fleet.fresh(endpoint.id());
        if (word.isPresent() && !word.get().takesCalls()) {
            return word.get().state() == HealthState.PROBING ? fleetProbe(word.get(), hold) : null;
        }
        OptionalLong epoch =
                word.map(EndpointStatus::epoch).map(OptionalLong::of).orElseGet(OptionalLong::empty);
        boolean probe = !breaker.isClosed();
        if (probe && !probing.compareAndSet(false, true)) {
            return null;
        }
        Kind kind = probe ? Kind.LOCAL_PROBE : Kind.CALL;
        if (!breaker.enter(kind)) {
            endOfProbe(probe);
            return null;
        }
        return new Permit(this, hold, kind, epoch, Optional.empty());
    }

    private @Nullable Permit fleetProbe(EndpointStatus word, Hold hold) throws InterruptedException {
        if (!probing.compareAndSet(false, true)) {
            return null;
        }
        Permit permit = null;
        try {
            // Whoever judges the probe would take a longer call for a failure all the same. Where it isn't known how
            // long
            // answers take, only a probe that has all the time there is can find out.
            Duration limit =
                    word.slowest().isZero() ? endpoint.timeout() : shorter(word.overdueAfter(), endpoint.timeout());
            permit = leave.ask(endpoint, word, limit)
                    .map(ours ->
                            new Permit(this, hold, Kind.FLEET_PROBE, OptionalLong.of(ours.epoch()), Optional.of(limit)))
                    .orElse(null);
        } finally {
            endOfProbe(permit == null);
        }
        return permit;
    }

    private void endOfProbe(boolean wasProbing) {
        if (wasProbing) {
            probing.set(false);
        }
    }

    private void leave(Kind kind, Hold hold, Hold.End end) {
        endOfProbe(kind != Kind.CALL);
        rooms.leave(hold, end);
        if (kind == Kind.LOCAL_PROBE) {
            onLocalProbeEnded.run();
        }
    }

    void used(Hold hold, long tokens) {
        rooms.used(hold, tokens);
    }

    /** When a call of this dispatcher last succeeded there; long ago where none has. */
    Instant lastSuccess() {
        return lastSuccess;
    }

    /** What hardly any call takes longer than; empty where nobody knows. */
    Optional<Duration> slowest() {
        return fleet.last(endpoint.id()).map(EndpointStatus::slowest).filter(slowest -> !slowest.isZero());
    }

    /** The median of recent calls that succeeded; empty where nobody knows. */
    Optional<Duration> typical() {
        return fleet.last(endpoint.id()).map(EndpointStatus::typical).filter(typical -> !typical.isZero());
    }

    void succeeded(Kind kind, Hold hold, Duration took) {
        lastSuccess = clock.instant();
        breaker.succeeded(kind, took);
        leave(kind, hold, Hold.End.SUCCEEDED);
    }

    void failed(Kind kind, Hold hold, ErrorCode code, @Nullable Duration retryAfter, Duration took) {
        if (!saysSomething(code)) {
            abandoned(kind, hold);
            return;
        }
        breaker.failed(kind, code, took);
        pauseFor(code, retryAfter);
        leave(kind, hold, isTooMuch(code) ? Hold.End.OVERLOADED : Hold.End.OTHERWISE);
    }

    private static boolean isTooMuch(ErrorCode code) {
        return switch (code) {
            case PROVIDER_OVERLOADED, PROVIDER_RATE_LIMITED_BURST, PROVIDER_RATE_LIMITED_RAMP, PROVIDER_TIMEOUT -> true;
            default -> false;
        };
    }

    /** A call that our own side ended, or never made, says nothing of the endpoint. */
    private static boolean saysSomething(ErrorCode code) {
        return switch (code.owner()) {
            case "provider", "credential", "request" -> true;
            default -> false;
        };
    }

    void abandoned(Kind kind, Hold hold) {
        breaker.abandoned(kind);
        leave(kind, hold, Hold.End.OTHERWISE);
    }

    /** The word of the fleet changed. */
    void changed(Optional<EndpointStatus> before, Optional<EndpointStatus> after) {
        boolean wasOut = before.filter(word -> !word.takesCalls()).isPresent();
        if (after.isEmpty() && wasOut) {
            breaker.open();
        } else if (after.filter(EndpointStatus::takesCalls).isPresent() && wasOut) {
            breaker.close();
        }
        rooms.allow(
                room,
                after.filter(word -> word.state() == HealthState.RECOVERING)
                        .map(EndpointStatus::admittedShare)
                        .orElse(1.0));
    }

    private void pauseFor(ErrorCode code, @Nullable Duration retryAfter) {
        switch (code) {
            case PROVIDER_RATE_LIMITED_BURST, PROVIDER_RATE_LIMITED_RAMP ->
                pauseAsAsked(retryAfter == null ? DEFAULT_RATE_PAUSE : retryAfter, "asked for a pause: " + code);
            case PROVIDER_OVERLOADED -> {
                if (retryAfter != null) {
                    pauseAsAsked(retryAfter, "asked for a pause: " + code);
                }
            }
            case PROVIDER_QUOTA_EXHAUSTED, CREDENTIAL_INVALID -> {
                LOG.atError()
                        .addKeyValue("endpoint", endpoint.id())
                        .addKeyValue("code", code)
                        .log("the credential of this endpoint needs attention; it is left alone for a while");
                pause(new Pause(
                        clock.instant().plus(config.credentialPause()),
                        "its credential needs attention: " + code,
                        false));
            }
            default -> {}
        }
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void pauseAsAsked(Duration length, String why) {
        pause(new Pause(clock.instant().plus(shorter(length, LONGEST_RATE_PAUSE)), why, true));
    }

    /** A short pause doesn't end a longer one that was asked for before. */
    private void pause(Pause next) {
        pause.accumulateAndGet(next, (one, other) -> other.until().isAfter(one.until()) ? other : one);
    }

    /** The provider says how its limits stand, with whatever answer. */
    void told(RateLimits limits) {
        rooms.told(room, limits);
        limits.usedUpFor().ifPresent(wait -> pauseAsAsked(wait, "has told that its limit is used up for the moment"));
    }

    /** Until when the provider asked this dispatcher to leave it alone; empty where it doesn't any more. */
    Optional<Instant> askedToPauseUntil() {
        Pause asked = pause.get();
        return asked.asked() && asked.until().isAfter(clock.instant()) ? Optional.of(asked.until()) : Optional.empty();
    }

    /** Another dispatcher was asked to leave the endpoint alone. */
    void pauseLikeOthers(Instant until) {
        Instant latest = clock.instant().plus(LONGEST_RATE_PAUSE);
        pause(new Pause(until.isBefore(latest) ? until : latest, "asked another dispatcher for a pause", false));
    }
}
