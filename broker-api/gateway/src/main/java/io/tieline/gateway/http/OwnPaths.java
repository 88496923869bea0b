package io.tieline.gateway.http;

import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.gateway.own.OwnErrors;
import io.tieline.gateway.own.OwnReply;
import io.tieline.gateway.own.OwnRequest;
import io.tieline.gateway.requests.Broker;
import io.tieline.gateway.words.Facts;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.InferenceReply;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Single requests with all that Tieline can do. */
final class OwnPaths {
    private static final Pattern WAIT = Pattern.compile("(?i)(?:.*[,;\\s])?wait\\s*=\\s*([0-9]{1,5})(?:[,;\\s].*)?");

    /** Replies are looked for in a topic, which takes its time where there is none. */
    private static final Duration USUAL_LOOK = Duration.ofSeconds(2);

    /** How long there can be something to tell of a request: its longest deadline, and then as long as replies are kept. */
    private static final Duration LONGEST_LIFE = Duration.ofDays(14 + 7);

    /** Callers make ids, too, and their clocks may be wrong. */
    private static final Duration CLOCK_SKEW = Duration.ofDays(1);

    private static final int LONGEST_ID = 200;

    private final Calls calls;
    private final Broker broker;
    private final Duration longestWait;
    private final InstantSource clock;

    OwnPaths(Calls calls, HttpParts parts, Duration longestWait) {
        this.calls = calls;
        this.broker = parts.broker();
        this.longestWait = longestWait;
        this.clock = parts.clock();
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/requests", this::submit),
                Endpoint.get("/v1/requests/{id}", this::state),
                Endpoint.post("/v1/requests/{id}/cancel", this::cancel));
    }

    private Result submit(Exchange exchange) throws IOException, InterruptedException {
        OwnRequest asked = Bodies.fine(OwnRequest.read(exchange.json()));
        Calls.Call call = calls.submit(exchange, asked.batch() ? Lane.BATCH : Lane.INTERACTIVE, asked.request());
        Optional<Duration> wait = wait(exchange);
        Optional<InferenceReply> reply = wait.isEmpty() ? Optional.empty() : call.awaitPatiently(wait.get());
        Map<String, String> place = Map.of("location", "/v1/requests/" + call.id());
        return reply.isEmpty()
                ? Result.json(202, OwnReply.state(call.id(), null), place)
                : Result.json(200, OwnReply.state(call.id(), reply.get()), Facts.of(reply.get()));
    }

    private Optional<Duration> wait(Exchange exchange) {
        Matcher wait = WAIT.matcher(exchange.header("prefer").orElse(""));
        return wait.matches()
                ? Optional.of(Duration.ofSeconds(Math.min(Long.parseLong(wait.group(1)), longestWait.toSeconds())))
                : Optional.empty();
    }

    private Result state(Exchange exchange) throws IOException {
        String id = exchange.parameter("id");
        Duration patience = wait(exchange).orElse(USUAL_LOOK);
        Optional<InferenceReply> reply = broker.find(exchange.tenant(), id, patience);
        if (reply.isEmpty()) {
            requirePossible(id);
        }
        return Result.json(
                200,
                OwnReply.state(id, reply.orElse(null)),
                reply.map(Facts::of).orElse(Map.of()));
    }

    /** Whether a request without a reply was ever submitted isn't known; of some ids it is known that it can't have been. */
    private void requirePossible(String id) {
        Instant now = clock.instant();
        boolean possible = !id.isBlank()
                && id.length() <= LONGEST_ID
                && Request.madeAt(id)
                        .map(made -> made.isBefore(now.plus(CLOCK_SKEW)) && made.isAfter(now.minus(LONGEST_LIFE)))
                        .orElse(true);
        if (!possible) {
            throw new RefusedException(OwnErrors.INSTANCE.unknown("request", id));
        }
    }

    /** The request's end shows in its state. */
    private Result cancel(Exchange exchange) throws IOException {
        String id = exchange.parameter("id");
        requirePossible(id);
        broker.cancel(new OwnedId(exchange.tenant(), id), "the caller took it back");
        return Result.json(202, OwnReply.state(id, null), Map.of("location", "/v1/requests/" + id));
    }
}
