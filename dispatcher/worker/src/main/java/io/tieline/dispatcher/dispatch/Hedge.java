package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.dispatch.Dispatch.Tools;
import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.provider.CallResult.Answer;
import io.tieline.dispatcher.provider.CallResult.Failure;
import io.tieline.dispatcher.resilience.Permit;
import io.tieline.dispatcher.resilience.Turn;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.routing.Exclusion;
import io.tieline.routing.Hedging;
import io.tieline.routing.Hedging.Joint;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A call that another one joins if it takes long: whose answer comes first serves the request, and the other is cut off. Each
 * call has a thread of its own, which does nothing but wait for the provider; all else is done by the request's thread. A
 * request has one of these for all of its calls, for only one of them is ever joined.
 */
final class Hedge {
    private static final Logger LOG = LoggerFactory.getLogger(Hedge.class);

    private final Errand errand;
    private final Progress progress;
    private final Tools tools;
    private final Turn turn;
    private final Function<Permit, Optional<RunningCall>> begin;
    private final Supplier<Failure> interrupted;
    private boolean used;

    /**
     * An answer that counts.
     *
     * @param passedOver whom the call that brought it was made instead of, and why
     */
    record Served(Answer answer, Endpoint endpoint, List<Exclusion> passedOver) {}

    /** A call and its end. */
    private record Runner(RunningCall call, CompletableFuture<CallResult> end, List<Exclusion> passedOver) {
        static Runner start(RunningCall call, List<Exclusion> passedOver) {
            CompletableFuture<CallResult> end = new CompletableFuture<>();
            Thread.ofVirtual().name("call-" + call.endpoint().id()).start(() -> {
                try {
                    end.complete(call.make());
                } catch (Throwable defect) {
                    end.completeExceptionally(defect);
                }
            });
            return new Runner(call, end, passedOver);
        }
    }

    /**
     * Gets ready for a request.
     *
     * @param begin begins a call that has room; empty where it can't be made
     * @param interrupted what calls ended with where the request's thread was interrupted
     */
    Hedge(
            Errand errand,
            Progress progress,
            Tools tools,
            Turn turn,
            Function<Permit, Optional<RunningCall>> begin,
            Supplier<Failure> interrupted) {
        this.errand = errand;
        this.progress = progress;
        this.tools = tools;
        this.turn = turn;
        this.begin = begin;
        this.interrupted = interrupted;
    }

    /** How long this call may go on alone; empty where it is not joined. */
    Optional<Duration> after(RunningCall call) {
        return used || call.isProbe() ? Optional.empty() : Hedging.after(errand);
    }

    /** Makes a call, which another one joins after this time; empty where none brought an answer. */
    Optional<Served> run(RunningCall first, Duration after, List<Exclusion> passedOver) throws InterruptedException {
        tools.hedges().called(errand.plan().route().name());
        List<Runner> running = new ArrayList<>(2);
        running.add(Runner.start(first, passedOver));
        Failure fate = new Failure(
                ErrorCode.BROKER_INTERRUPTED, "another call for the request ended it first", null, null, null, null);
        try {
            if (!tools.time().await(running.getFirst().end(), first.startedAt().plus(after))) {
                join(first).ifPresent(running::add);
            }
            return firstAnswer(running);
        } catch (InterruptedException e) {
            fate = interrupted.get();
            throw e;
        } finally {
            for (Runner left : running) {
                leave(left, fate);
            }
        }
    }

    private Optional<Runner> join(RunningCall slow) throws InterruptedException {
        String route = errand.plan().route().name();
        if (!tools.hedges().take(route)) {
            return Optional.empty();
        }
        Optional<Runner> joining = Optional.empty();
        try {
            joining = joinWithLeave(slow);
            return joining;
        } finally {
            if (joining.isEmpty()) {
                tools.hedges().giveBack(route);
            }
        }
    }

    private Optional<Runner> joinWithLeave(RunningCall slow) throws InterruptedException {
        Optional<Joint> joint = Hedging.join(
                errand,
                slow.endpoint(),
                progress.tried(),
                tools.guards(),
                turn,
                tools.budgets(),
                tools.time().instant());
        if (joint.isEmpty()) {
            return Optional.empty();
        }
        Optional<Permit> entered = turn.enter(joint.get().endpoint());
        // Its health may have come into doubt since: finding out is for calls that somebody needs.
        entered.filter(Permit::isProbe).ifPresent(Permit::abandoned);
        Optional<RunningCall> call = entered.filter(permit -> !permit.isProbe()).flatMap(begin);
        used = call.isPresent();
        return call.map(begun -> Runner.start(begun, joint.get().passedOver()));
    }

    /** Those that have failed are taken off the list, and so is the one that has answered. */
    private Optional<Served> firstAnswer(List<Runner> running) throws InterruptedException {
        while (!running.isEmpty() && Hedging.isOpen(errand, progress.tried())) {
            Runner ended = awaitAny(running);
            running.remove(ended);
            Optional<Answer> answer = ended.call().ended(result(ended));
            if (answer.isPresent()) {
                return Optional.of(new Served(answer.get(), ended.call().endpoint(), ended.passedOver()));
            }
        }
        return Optional.empty();
    }

    private static Runner awaitAny(List<Runner> running) throws InterruptedException {
        CompletableFuture<?>[] ends = running.stream().map(Runner::end).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.anyOf(ends).get();
        } catch (ExecutionException _) {
            // Told by that call itself.
        }
        return running.stream()
                .filter(runner -> runner.end().isDone())
                .findFirst()
                .orElseThrow();
    }

    private static CallResult result(Runner ended) {
        return switch (ended.end().state()) {
            case SUCCESS -> ended.end().resultNow();
            case FAILED -> {
                Throwable defect = ended.end().exceptionNow();
                ended.call().broke();
                throw new IllegalStateException("a call was ended by " + defect, defect);
            }
            case RUNNING, CANCELLED -> throw new IllegalStateException("a call is taken for ended that isn't");
        };
    }

    /** What ended meanwhile counts as it did; the rest is given up. */
    private static void leave(Runner runner, Failure fate) {
        switch (runner.end().state()) {
            case SUCCESS -> {
                var _ = runner.call().ended(runner.end().resultNow());
            }
            case FAILED, CANCELLED -> {
                LOG.atError()
                        .setCause(runner.end().exceptionNow())
                        .addKeyValue("endpoint", runner.call().endpoint().id())
                        .log("a defect ended a call that was not needed any more");
                runner.call().broke();
            }
            case RUNNING -> runner.call().givenUp(fate);
        }
    }
}
