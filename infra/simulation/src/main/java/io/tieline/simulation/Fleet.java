package io.tieline.simulation;

import io.tieline.routing.Decision;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Errand;
import io.tieline.routing.Lane;
import io.tieline.routing.Plan;
import io.tieline.routing.Purse;
import io.tieline.routing.Router;
import io.tieline.routing.Tried;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * Dispatchers at work: requests arrive at random, each at one of the workers, on one of the routes; what the product's
 * own {@link Router} decides is done.
 */
final class Fleet {
    private static final int MOST_ATTEMPTS = 10;
    private static final Duration TIME = Duration.ofMinutes(10);
    private static final Duration SOON = Duration.ofMillis(50);

    /** A worker is told when waiting may be over; looking once a second stands for that. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private final Timeline timeline;
    private final World world;
    private final Policy policy;
    private final Score score;
    private final Load load;
    private final SplittableRandom random;
    private long count;

    /**
     * What is asked for.
     *
     * @param routes candidates of each route, the preferred one first; all are asked for alike
     * @param perSecond requests a second over all routes
     */
    record Load(List<List<Endpoint>> routes, int workers, double perSecond) {}

    Fleet(long seed, Timeline timeline, World world, Policy policy, Score score, Load load) {
        this.timeline = timeline;
        this.world = world;
        this.policy = policy;
        this.score = score;
        this.load = load;
        this.random = new SplittableRandom(seed);
    }

    /** Lets the next request arrive, and so on until the end. */
    void arriveUntil(Instant end) {
        double seconds = -Math.log(1 - random.nextDouble()) / load.perSecond();
        Instant next = timeline.now().plusNanos((long) (seconds * 1e9));
        if (next.isBefore(end)) {
            timeline.at(next, () -> {
                new Request(count++).decide();
                arriveUntil(end);
            });
        }
    }

    private final class Request {
        private final Errand errand;
        private final int worker = random.nextInt(load.workers());
        private final List<Tried> tried = new ArrayList<>();
        private final Instant arrived = timeline.now();

        Request(long number) {
            List<Endpoint> candidates =
                    load.routes().get(random.nextInt(load.routes().size()));
            errand = new Errand(
                    "r" + number, Plan.over(candidates), arrived.plus(TIME), MOST_ATTEMPTS, arrived, Lane.BATCH);
        }

        void decide() {
            Instant now = timeline.now();
            Decision decision = Router.decide(errand, tried, policy.view(worker), _ -> true, Purse.BOTTOMLESS, now)
                    .decision();
            switch (decision) {
                case Decision.Call(Endpoint endpoint) -> enter(endpoint);
                case Decision.Wait(Instant until, String _) -> decideAt(earlier(until, now.plus(LOOK)));
                case Decision.Park(Instant until, String _) -> decideAt(earlier(until, now.plus(LOOK)));
                case Decision.AwaitRoom _ -> throw new IllegalStateException("no room, though there is always some");
                case Decision.Finish _ -> score.failed();
            }
        }

        private void decideAt(Instant moment) {
            timeline.at(moment, this::decide);
        }

        private void enter(Endpoint endpoint) {
            Optional<Call> call = policy.enter(worker, endpoint, errand.requestId(), timeline.now());
            if (call.isEmpty()) {
                decideAt(timeline.now().plus(SOON));
                return;
            }
            score.called(endpoint, timeline.now());
            new Run(call.get(), world.call(endpoint, timeline.now())).begin();
        }

        /** One call, until it ends or is given up. */
        private final class Run {
            private final Call call;
            private final Outcome outcome;
            private boolean ended;

            Run(Call call, Outcome outcome) {
                this.call = call;
                this.outcome = outcome;
            }

            void begin() {
                timeline.at(call.start().plus(outcome.took()), () -> end(outcome));
                policy.patience()
                        .filter(patience -> outcome.took().compareTo(patience) > 0)
                        .ifPresent(patience -> timeline.at(call.start().plus(patience), this::overdue));
            }

            private void overdue() {
                if (!ended) {
                    policy.overdue(call, timeline.now());
                    giveUpOnceNobodyBelievesInIt();
                }
            }

            private void giveUpOnceNobodyBelievesInIt() {
                if (ended) {
                    return;
                }
                if (policy.givesUp(call, timeline.now())) {
                    Duration took = Duration.between(call.start(), timeline.now());
                    end(new Outcome(Optional.of(ErrorCode.PROVIDER_TIMEOUT), took));
                } else {
                    timeline.at(timeline.now().plus(LOOK), this::giveUpOnceNobodyBelievesInIt);
                }
            }

            private void end(Outcome how) {
                if (ended) {
                    return;
                }
                ended = true;
                Instant now = timeline.now();
                policy.ended(call, how, now);
                how.failure()
                        .ifPresentOrElse(
                                code -> {
                                    tried.add(new Tried(call.endpoint().id(), code, now, call.probe()));
                                    decide();
                                },
                                () -> score.answered(
                                        tried.size() + 1,
                                        Duration.between(arrived, now),
                                        !call.endpoint()
                                                .equals(errand.plan()
                                                        .endpoints()
                                                        .getFirst())));
            }
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
