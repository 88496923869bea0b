package io.tieline.whatif.play;

import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.trace.Trace;
import io.tieline.trace.TracedCall;
import io.tieline.trace.TracedCall.Tokens;
import io.tieline.trace.TracedRequest;
import io.tieline.whatif.play.Fate.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The providers as a trace has recorded them. A call that happened ends as it did. Any other is drawn from the calls to the
 * same endpoint of about the same time; where the trace has none, from those to an endpoint of the same family, else of the
 * same provider, else to any. What is drawn depends on the seed, the request, the endpoint and how often it was asked, and
 * on nothing else: so catalogues are compared over the same luck.
 */
public final class RecordedWorld implements World {
    /** A call is the one that happened if it begins within this time of it. */
    private static final long SAME_MOMENT_MILLIS = 10_000;

    /** Of so many drawn calls, the one counts whose answer was most nearly as long as this request's. */
    private static final int DRAWS = 4;

    private final long seed;
    private final Outages outages;
    private final Map<String, Recording> recordings = new HashMap<>();
    private final Map<String, Recording> stand = new HashMap<>();

    /** What is drawn, and how near it is. */
    private record Drawn(TracedCall call, Source source) {}

    /**
     * Reads through a trace.
     *
     * @param known the endpoints of all catalogues that are compared: tells who is like whom
     */
    public RecordedWorld(Trace trace, List<Catalogue> known, Outages outages, long seed) {
        this.seed = seed;
        this.outages = outages;
        Map<String, List<Recording.Told>> told = new TreeMap<>();
        for (TracedRequest request : trace.requests()) {
            for (TracedCall call : request.calls()) {
                told.computeIfAbsent(call.endpointId(), _ -> new ArrayList<>()).add(new Recording.Told(request, call));
            }
        }
        told.forEach((id, calls) -> recordings.put(id, new Recording(id, calls)));
        List<Endpoint> endpoints = known.stream()
                .flatMap(catalogue -> catalogue.endpoints().stream())
                .toList();
        endpoints.forEach(endpoint -> stand.put(endpoint.id(), standIn(endpoint, endpoints)));
    }

    /** Whoever is most like it, of those that the trace has calls to. */
    private Recording standIn(Endpoint endpoint, List<Endpoint> all) {
        List<Predicate<Endpoint>> likeness = List.of(
                other -> other.id().equals(endpoint.id()),
                other -> other.family().equals(endpoint.family()),
                other -> other.provider().equals(endpoint.provider()),
                other -> other.operation() == endpoint.operation(),
                _ -> true);
        for (Predicate<Endpoint> like : likeness) {
            for (Endpoint other : all) {
                Recording recording = recordings.get(other.id());
                if (recording != null && !recording.calm().isEmpty() && like.test(other)) {
                    return recording;
                }
            }
        }
        return recordings.values().stream()
                .filter(recording -> !recording.calm().isEmpty())
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "the trace has no call that succeeded in calm times: there is nothing to draw from"));
    }

    @Override
    public Fate call(TracedRequest request, Endpoint endpoint, int again, Instant now) {
        return call(request, endpoint, again, now, happened(request, endpoint, again, now.toEpochMilli()));
    }

    private Fate call(TracedRequest request, Endpoint endpoint, int again, Instant now, @Nullable TracedCall happened) {
        SplittableRandom random = new SplittableRandom(seed
                ^ (request.id().hashCode() * 0x9E3779B97F4A7C15L)
                ^ ((long) endpoint.id().hashCode() << 16)
                ^ again);
        long at = now.toEpochMilli();
        Optional<Outages.Trouble> trouble = outages.at(endpoint, at);
        if (trouble.isPresent() && random.nextDouble() < trouble.get().errorShare()) {
            Duration took = trouble.get().failsAfter().orElse(endpoint.timeout());
            return new Fate(trouble.get().code(), took, Tokens.NONE, Source.MADE_UP);
        }
        Drawn drawn = happened == null ? draw(request, endpoint, at, random) : new Drawn(happened, Source.RECORDED);
        Fate fate = fate(request, endpoint, drawn);
        double slower = trouble.map(Outages.Trouble::slowdown).orElse(1.0);
        return slower == 1 ? fate : new Fate(fate.failure(), scaled(fate.took(), slower), fate.usage(), Source.MADE_UP);
    }

    private static Duration scaled(Duration took, double times) {
        return Duration.ofMillis((long) (took.toMillis() * times));
    }

    /** The same, where not even calls that happened are known to end as they did: to find out how good the drawing is. */
    public World supposingEverything() {
        return (request, endpoint, again, now) -> call(request, endpoint, again, now, null);
    }

    /** The call that was made then; null: there was none, or it ended by what the question takes away. */
    private @Nullable TracedCall happened(TracedRequest request, Endpoint endpoint, int again, long at) {
        int number = 0;
        for (TracedCall call : request.calls()) {
            if (call.endpointId().equals(endpoint.id()) && number++ == again) {
                boolean then = Math.abs(call.startedAt() - at) <= SAME_MOMENT_MILLIS;
                return then && isFair(call) ? call : null;
            }
        }
        return null;
    }

    private boolean isFair(TracedCall call) {
        return switch (call.failure() == null ? "provider" : call.failure().owner()) {
            case "broker", "caller" -> false;
            case "provider", "credential" ->
                outages.asRecorded() || !recordingOf(call.endpointId()).isOut(call.startedAt());
            default -> true;
        };
    }

    private Recording recordingOf(String endpointId) {
        return Objects.requireNonNull(recordings.get(endpointId));
    }

    private Drawn draw(TracedRequest request, Endpoint endpoint, long at, SplittableRandom random) {
        Recording own = recordings.get(endpoint.id());
        if (own != null && outages.asRecorded() && own.isOut(at)) {
            return new Drawn(own.draw(at, random).orElseThrow(), Source.DRAWN);
        }
        Recording from = own != null && !own.calm().isEmpty() ? own : Objects.requireNonNull(stand.get(endpoint.id()));
        TracedCall answered = answered(request);
        TracedCall best = from.drawCalm(at, random).orElseThrow();
        for (int i = 1; i < DRAWS && answered != null && best.succeeded(); i++) {
            TracedCall other = from.drawCalm(at, random).orElseThrow();
            best = other.succeeded() && distance(other, answered) < distance(best, answered) ? other : best;
        }
        return new Drawn(best, from == own ? Source.DRAWN : Source.BORROWED);
    }

    private static int distance(TracedCall one, TracedCall other) {
        return Math.abs(output(one) - output(other));
    }

    private static int output(TracedCall call) {
        Tokens usage = call.usage();
        return usage == null ? 0 : usage.output();
    }

    private static @Nullable TracedCall answered(TracedRequest request) {
        for (TracedCall call : request.calls()) {
            if (call.succeeded() && call.usage() != null) {
                return call;
            }
        }
        return null;
    }

    /** Tokens are the request's own, as far as they are known: what the drawn call had to read and say was another's. */
    private static Fate fate(TracedRequest request, Endpoint endpoint, Drawn drawn) {
        TracedCall call = drawn.call();
        Duration took = Duration.ofMillis(call.millis());
        if (drawn.source() == Source.RECORDED) {
            Tokens used = call.usage() == null ? Tokens.NONE : call.usage();
            return new Fate(call.failure(), took, used, Source.RECORDED);
        }
        if (call.failure() != null) {
            Tokens used = call.usage() == null ? Tokens.NONE : inputOf(request.ask());
            return new Fate(call.failure(), took, used, drawn.source());
        }
        TracedCall own = answered(request);
        Tokens used = own != null && own.usage() != null
                ? own.usage()
                : new Tokens(inputOf(request.ask()).input(), 0, output(call));
        int most = request.ask().outputTokensAt(endpoint);
        return new Fate(
                null, took, new Tokens(used.input(), used.cached(), Math.min(used.output(), most)), drawn.source());
    }

    static Tokens inputOf(Ask ask) {
        return new Tokens((int) Math.min(Integer.MAX_VALUE, ask.inputTokens()), 0, 0);
    }
}
