package io.tieline.whatif;

import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointChoice;
import io.tieline.routing.Lane;
import io.tieline.routing.Price;
import io.tieline.routing.Quality;
import io.tieline.routing.Route;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Outcome;
import io.tieline.trace.Trace;
import io.tieline.trace.TracedCall;
import io.tieline.trace.TracedCall.Tokens;
import io.tieline.trace.TracedReply;
import io.tieline.trace.TracedRequest;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/** Traces and catalogues for tests. */
public final class Traces {
    public static final long START = 1_780_000_000_000L;

    public static final Endpoint FIRST = endpoint("one/large", "one", "3", "us");
    public static final Endpoint SECOND = endpoint("two/large", "two", "5", "eu");

    private Traces() {}

    public static Endpoint endpoint(String id, String provider, String usdPerMillion, String jurisdiction) {
        BigDecimal usd = new BigDecimal(usdPerMillion);
        return Endpoint.of(
                        id,
                        provider,
                        id.replace('/', '-'),
                        WireFormat.OPENAI_CHAT,
                        URI.create("https://" + provider + ".example"),
                        new Price(usd, usd.multiply(BigDecimal.valueOf(4))))
                .withQuality(Quality.of(88))
                .withJurisdiction(jurisdiction)
                .withTimeout(Duration.ofSeconds(30));
    }

    /** One route, {@code ask}, over these. */
    public static Catalogue catalogue(Endpoint... endpoints) {
        return new Catalogue(
                List.of(endpoints),
                List.of(new Route(
                        "ask", List.of(endpoints).stream().map(Endpoint::id).toList())));
    }

    public static Ask ask(String... jurisdictions) {
        return new Ask(
                Ask.PLAIN.operation(),
                Set.of(),
                Set.of(),
                400,
                0,
                500,
                null,
                null,
                null,
                Set.of(jurisdictions),
                false,
                EndpointChoice.ALL);
    }

    public static TracedRequest request(String id, long at, List<TracedCall> calls, @Nullable TracedReply reply) {
        return request(id, at, ask(), calls, reply);
    }

    public static TracedRequest request(
            String id, long at, Ask ask, List<TracedCall> calls, @Nullable TracedReply reply) {
        return new TracedRequest(id, "acme", "ask", Lane.BATCH, at, at + 600_000, 0, null, ask, calls, reply);
    }

    public static TracedCall ok(Endpoint endpoint, long at, int millis) {
        return new TracedCall(endpoint.id(), at, millis, null, new Tokens(100, 0, 50));
    }

    public static TracedCall failed(Endpoint endpoint, long at, ErrorCode code) {
        return new TracedCall(endpoint.id(), at, 100, code, null);
    }

    /** Answered by these calls, 10 ms after the last of them. */
    public static TracedRequest answered(String id, long at, TracedCall... calls) {
        TracedCall last = calls[calls.length - 1];
        return request(id, at, List.of(calls), new TracedReply(Outcome.COMPLETED, null, last.endedAt() + 10, 300));
    }

    /**
     * An even stream of requests to {@link #FIRST}, 20 ms after they were made, which takes 1 s but for a spread; out of them
     * one in a hundred fails there and is answered by {@link #SECOND}, which takes 2 s.
     */
    public static Trace calm(long seed, int requests, int gapMillis) {
        return outage(seed, requests, gapMillis, 0, 0);
    }

    /** The same, where all calls to {@link #FIRST} fail for a time, milliseconds after the start. */
    public static Trace outage(long seed, int requests, int gapMillis, long from, long until) {
        SplittableRandom random = new SplittableRandom(seed);
        List<TracedRequest> traced = new ArrayList<>();
        int failedInARow = 0;
        for (int i = 0; i < requests; i++) {
            long at = START + (long) i * gapMillis;
            boolean out = at >= START + from && at < START + until;
            boolean fails = out || random.nextInt(100) == 0;
            int first = (int) (1_000 * Math.exp(0.3 * random.nextGaussian()));
            int second = (int) (2_000 * Math.exp(0.3 * random.nextGaussian()));
            String id = "r" + i;
            failedInARow = fails ? failedInARow + 1 : 0;
            // The dispatchers leave it alone soon, but for a probe now and then, and come back to it in steps.
            boolean seen = failedInARow > 20 && failedInARow % 50 != 0;
            if (!fails && random.nextDouble() >= backAfter(at - START - until, until > from)) {
                traced.add(answered(id, at, ok(SECOND, at + 20, second)));
            } else if (!fails) {
                traced.add(answered(id, at, ok(FIRST, at + 20, first)));
            } else if (seen) {
                traced.add(answered(id, at, ok(SECOND, at + 20, second)));
            } else {
                traced.add(answered(
                        id, at, failed(FIRST, at + 20, ErrorCode.PROVIDER_SERVER_ERROR), ok(SECOND, at + 125, second)));
            }
        }
        return new Trace(traced, 2);
    }

    /** Share of the traffic that has come back so long after the end of an outage. */
    private static double backAfter(long millis, boolean wasOut) {
        if (!wasOut || millis < 0 || millis > 50_000) {
            return 1;
        }
        return millis < 35_000 ? 0.02 : 0.4;
    }
}
