package io.tieline.whatif.play;

import io.tieline.dispatcher.budget.Reservation;
import io.tieline.health.measure.Sample;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Plan;
import io.tieline.routing.Tried;
import io.tieline.schemas.ErrorCode;
import io.tieline.trace.TracedCall.Tokens;
import io.tieline.whatif.play.Rooms.Ended;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** One call, until it ends or is given up. */
final class CallUnderWay {
    private static final Duration SOON = Duration.ofMillis(50);

    /** Calls under way end any moment, and nobody tells those who wait for the money. */
    private static final Duration UNTIL_MONEY_IS_BACK = Duration.ofSeconds(1);

    /** Somebody looks so often whether a call that is overdue is still worth waiting for. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(2);

    private final Run run;
    private final Play play;
    private final Endpoint endpoint;
    private final Bench bench;
    private final boolean probe;
    private final long epoch;
    private final Reservation money;
    private final Instant began;
    private final Fate fate;
    private boolean ended;

    private CallUnderWay(Run run, Endpoint endpoint, Bench bench, boolean probe, Reservation money) {
        this.run = run;
        this.play = run.play;
        this.endpoint = endpoint;
        this.bench = bench;
        this.probe = probe;
        this.epoch = bench.word().epoch();
        this.money = money;
        this.began = play.timeline.now();
        this.fate = bounded(play.world.call(run.request, endpoint, run.callsTo(endpoint), began));
    }

    /** Begins it, or lets the request decide again soon where somebody else was faster. */
    static void begin(Run run, Endpoint endpoint) {
        Bench bench = run.play.fleet.bench(endpoint);
        Instant now = run.play.timeline.now();
        boolean probe = !bench.word().takesCalls();
        if (probe && !bench.claim(run.worker(), now)) {
            run.tryAgainIn(SOON);
            return;
        }
        Plan plan = run.errand().plan();
        long estimate = plan.candidate(endpoint.id()).orElseThrow().estimateMicroUsd();
        Optional<Reservation> money = run.play.budgets.reserve(plan.tenant(), estimate, now);
        if (money.isEmpty()) {
            run.tryAgainIn(UNTIL_MONEY_IS_BACK);
            return;
        }
        run.play.rooms.enter(endpoint, plan.tenant(), run.tokens(endpoint));
        run.callBegins(endpoint);
        new CallUnderWay(run, endpoint, bench, probe, money.get()).goesOn();
    }

    /** No call takes longer than its endpoint, its request, and whoever else could be asked, allow. */
    private Fate bounded(Fate free) {
        Duration left = Duration.between(began, run.errand().deadline());
        Duration half = left.dividedBy(2);
        Duration unusual = bench.word().slowest().multipliedBy(2);
        Duration least = unusual.isZero() ? LEAST_PATIENCE : unusual;
        boolean alternative = run.errand().plan().candidates().size() > 1;
        Duration patience = alternative ? shorter(left, half.compareTo(least) > 0 ? half : least) : left;
        Duration limit = shorter(patience, endpoint.timeout());
        if (free.took().compareTo(limit) < 0) {
            return free;
        }
        ErrorCode code = limit.equals(left) ? ErrorCode.DEADLINE_EXCEEDED : ErrorCode.PROVIDER_TIMEOUT;
        return free.failed(code, limit, RecordedWorld.inputOf(run.request.ask()));
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private void goesOn() {
        play.timeline.at(began.plus(fate.took()), () -> end(fate));
        Duration overdueAfter = bench.word().overdueAfter();
        if (fate.took().compareTo(overdueAfter) > 0) {
            play.timeline.at(began.plus(overdueAfter), this::overdue);
        }
    }

    private void overdue() {
        if (!ended) {
            observe(ErrorCode.PROVIDER_OVERDUE.wire());
            giveUpOnceNobodyBelievesInIt();
        }
    }

    private void giveUpOnceNobodyBelievesInIt() {
        if (ended) {
            return;
        }
        if (!probe && !bench.word().takesCalls()) {
            Duration took = Duration.between(began, play.timeline.now());
            end(fate.failed(ErrorCode.PROVIDER_TIMEOUT, took, RecordedWorld.inputOf(run.request.ask())));
        } else {
            play.timeline.at(play.timeline.now().plus(LOOK), this::giveUpOnceNobodyBelievesInIt);
        }
    }

    private void end(Fate how) {
        if (ended) {
            return;
        }
        ended = true;
        Instant now = play.timeline.now();
        ErrorCode failure = how.failure();
        Tokens used = how.usage();
        long cost = endpoint.price().microUsd(used.input(), used.cached(), used.output());
        money.settle(cost, now);
        String code = failure == null ? ErrorCode.OK : failure.wire();
        bench.measure(new Sample(code, how.took(), used.output(), cost), failure == null, now);
        observe(code);
        run.paid(cost);
        play.score.endpoint(endpoint.id()).ended(failure, how.took().toMillis(), cost, how.source());
        double left = run.tokens(endpoint) - used.input() - used.output();
        if (failure == null) {
            run.answered(endpoint, how.source());
        }
        play.rooms.leave(endpoint, run.tenant(), began, ended(failure), left);
        if (failure != null) {
            run.failed(new Tried(endpoint.id(), failure, now, probe));
        }
    }

    private static Ended ended(@Nullable ErrorCode failure) {
        if (failure == null) {
            return Ended.SUCCEEDED;
        }
        boolean overloaded = failure == ErrorCode.PROVIDER_OVERLOADED || failure == ErrorCode.PROVIDER_TIMEOUT;
        return overloaded ? Ended.OVERLOADED : Ended.OTHERWISE;
    }

    private void observe(String code) {
        bench.observe(code, run.request.id(), run.worker(), OptionalLong.of(epoch), play.timeline.now());
        play.tellLater(bench);
    }
}
