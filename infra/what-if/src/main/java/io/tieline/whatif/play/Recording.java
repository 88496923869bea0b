package io.tieline.whatif.play;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Evidence;
import io.tieline.health.judge.Judge;
import io.tieline.health.judge.JudgeSettings;
import io.tieline.health.judge.Observation;
import io.tieline.health.state.Observations;
import io.tieline.schemas.ErrorCode;
import io.tieline.trace.TracedCall;
import io.tieline.trace.TracedRequest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;

/**
 * The recorded calls to one endpoint: those of its outages, and all others. An outage lasts from the first failure of the
 * evidence that the health stream's own judge would have convicted it by, until the first of as many successes in a row as
 * the judge wants before it lets an endpoint recover.
 */
final class Recording {
    /** Calls around a moment that one is drawn from: few enough to tell of that time, enough to tell of its spread. */
    private static final int NEIGHBOURS = 500;

    private final List<TracedCall> calm = new ArrayList<>();
    private final List<Episode> outages = new ArrayList<>();

    /** A call, and the request that it was made for. */
    record Told(TracedRequest request, TracedCall call) {}

    /**
     * An outage.
     *
     * @param until the moment after it, milliseconds since the epoch
     */
    private record Episode(long from, long until, List<TracedCall> calls) {}

    /** Reads through the calls to one endpoint. */
    Recording(String endpointId, List<Told> told) {
        List<Told> byEnd = new ArrayList<>(told);
        byEnd.sort(Comparator.comparingLong(each -> each.call().endedAt()));
        List<long[]> spans = new Sickness(endpointId, byEnd).spans();
        for (long[] span : spans) {
            outages.add(new Episode(span[0], span[1], new ArrayList<>()));
        }
        for (Told each : told) {
            if (each.call().tellsOfItsEndpoint()) {
                outageAt(each.call().startedAt())
                        .map(Episode::calls)
                        .orElse(calm)
                        .add(each.call());
            }
        }
        Comparator<TracedCall> byStart = Comparator.comparingLong(TracedCall::startedAt);
        calm.sort(byStart);
        outages.removeIf(outage -> outage.calls().isEmpty());
        outages.forEach(outage -> outage.calls().sort(byStart));
    }

    /** Whether it had an outage then, milliseconds since the epoch. */
    boolean isOut(long at) {
        return outageAt(at).isPresent();
    }

    private Optional<Episode> outageAt(long at) {
        for (Episode outage : outages) {
            if (at >= outage.from() && at < outage.until()) {
                return Optional.of(outage);
            }
        }
        return Optional.empty();
    }

    /** Calls in calm times. */
    List<TracedCall> calm() {
        return calm;
    }

    /** A call of about this time, outages included; empty where there is none. */
    Optional<TracedCall> draw(long at, SplittableRandom random) {
        Optional<Episode> outage = outageAt(at);
        return outage.isPresent() ? one(outage.get().calls(), random) : drawCalm(at, random);
    }

    /** A call of about this time from when it was well; empty where there is none. */
    Optional<TracedCall> drawCalm(long at, SplittableRandom random) {
        int middle = firstFrom(at);
        int from = Math.clamp(middle - NEIGHBOURS / 2, 0, Math.max(0, calm.size() - NEIGHBOURS));
        return one(calm.subList(from, Math.min(calm.size(), from + NEIGHBOURS)), random);
    }

    private static Optional<TracedCall> one(List<TracedCall> calls, SplittableRandom random) {
        return calls.isEmpty() ? Optional.empty() : Optional.of(calls.get(random.nextInt(calls.size())));
    }

    private int firstFrom(long at) {
        int low = 0;
        int high = calm.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (calm.get(middle).startedAt() < at) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Finds the outages of an endpoint among its calls. */
    private static final class Sickness {
        private static final String ANY_WORKER = "any";
        private static final long TICK_MILLIS = 1_000;

        private final String endpointId;
        private final List<Told> byEnd;

        Sickness(String endpointId, List<Told> byEnd) {
            this.endpointId = endpointId;
            this.byEnd = byEnd;
        }

        /** From and until of each, in order. */
        List<long[]> spans() {
            List<long[]> spans = new ArrayList<>();
            int next = 0;
            while (next < byEnd.size()) {
                Judge judge = new Judge(endpointId, JudgeSettings.DEFAULTS, endOf(next));
                int convicted = convictedAt(judge, next);
                if (convicted == byEnd.size()) {
                    break;
                }
                long from = judge.detector()
                        .evidence()
                        .map(Evidence::start)
                        .orElseThrow()
                        .toEpochMilli();
                next = recoversAt(convicted);
                long until = next == byEnd.size()
                        ? Long.MAX_VALUE
                        : byEnd.get(next).call().startedAt();
                spans.add(new long[] {from, until});
            }
            return spans;
        }

        /** Index of the call after which it is down; as many as there are where it never is. */
        private int convictedAt(Judge judge, int from) {
            Instant ticked = endOf(from);
            for (int i = from; i < byEnd.size(); i++) {
                Instant now = endOf(i);
                if (now.isAfter(ticked.plusMillis(TICK_MILLIS))) {
                    judge.tick(now);
                    ticked = now;
                }
                if (judge.condition() instanceof Condition.Down) {
                    return i;
                }
                judge.observe(observation(byEnd.get(i)), now);
                if (judge.condition() instanceof Condition.Down) {
                    return i;
                }
            }
            return byEnd.size();
        }

        /**
         * Index of the first of enough successes in a row; as many as there are where they never come. Calls that were under
         * way at the conviction tell of the time before it.
         */
        private int recoversAt(int convicted) {
            long since = byEnd.get(convicted).call().endedAt();
            int first = byEnd.size();
            int row = 0;
            for (int i = convicted + 1; i < byEnd.size(); i++) {
                TracedCall call = byEnd.get(i).call();
                if (call.startedAt() < since) {
                    continue;
                }
                if (call.succeeded()) {
                    first = row == 0 ? i : first;
                    row++;
                } else if (call.failure() != null && call.failure().isIllHealth()) {
                    row = 0;
                }
                if (row == JudgeSettings.DEFAULTS.probesToRecover()) {
                    return first;
                }
            }
            return byEnd.size();
        }

        private Instant endOf(int i) {
            return Instant.ofEpochMilli(byEnd.get(i).call().endedAt());
        }

        private static Observation observation(Told told) {
            ErrorCode failure = told.call().failure();
            String code = failure == null ? ErrorCode.OK : failure.wire();
            return new Observation(
                    Observations.sign(code), code, told.request().id(), ANY_WORKER, OptionalLong.empty());
        }
    }
}
