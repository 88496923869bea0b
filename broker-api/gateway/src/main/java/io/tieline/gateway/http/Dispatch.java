package io.tieline.gateway.http;

import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.tieline.gateway.auth.Caller;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.ServerEvent;
import io.tieline.gateway.words.Trouble;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What all requests go through: the key, the path, the rights, the repetition; and what all failures become. */
final class Dispatch {
    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final String BEARER = "bearer ";

    private final List<Endpoint> endpoints;
    private final HttpParts parts;
    private final Repeats repeats;
    private final HangUps hangUps;
    private final long longestBody;
    private final BodyRoom room;

    Dispatch(List<Endpoint> endpoints, HttpParts parts, HangUps hangUps, BodyRoom room, long longestBody) {
        this.endpoints = List.copyOf(endpoints);
        this.parts = parts;
        this.repeats = new Repeats(parts.once());
        this.hangUps = hangUps;
        this.longestBody = longestBody;
        this.room = room;
    }

    void handle(ServerRequest request, ServerResponse response) throws IOException {
        Exchange exchange = new Exchange(request, new Replies(response), hangUps.ofThisConnection());
        handle(exchange);
        exchange.passOver(parts.longestSilence());
    }

    private void handle(Exchange exchange) throws IOException {
        @Nullable ApiError error;
        Map<String, String> facts = Map.of();
        try {
            exchange.replies().send(answer(exchange));
            return;
        } catch (RefusedException e) {
            error = e.error();
            facts = e.facts();
        } catch (GoneException e) {
            throw new CloseConnectionException(String.valueOf(e.getMessage()));
        } catch (CloseConnectionException e) {
            throw e;
        } catch (InterruptedException _) {
            throw stopped(exchange);
        } catch (IOException | RuntimeException | Error e) {
            error = failure(exchange, e);
        }
        tell(exchange, error, facts);
    }

    /** Ends the thread by an exception: an interrupt that stayed would make the server answer once more. */
    private static CloseConnectionException stopped(Exchange exchange) throws IOException {
        exchange.replies().endTheConnection();
        tell(exchange, ApiError.of(Trouble.UNAVAILABLE, "The gateway is being stopped."), Map.of());
        return new CloseConnectionException("the gateway is being stopped");
    }

    private static void tell(Exchange exchange, ApiError error, Map<String, String> facts) throws IOException {
        Replies replies = exchange.replies();
        if (!replies.isBegun()) {
            replies.send(Replies.error(exchange.api(), error, facts, exchange.requestId()));
            return;
        }
        String body = exchange.api().words().body(error, exchange.requestId()).toString();
        replies.send(new ServerEvent(exchange.api() == Api.ANTHROPIC ? "error" : null, body));
        replies.send(new Result.Sent());
    }

    private Result answer(Exchange exchange) throws IOException, InterruptedException {
        Optional<Result> open = open(exchange);
        if (open.isPresent()) {
            return open.get();
        }
        exchange.from(caller(exchange));
        Endpoint endpoint = endpoint(exchange);
        if (endpoint.right() != null && !exchange.caller().may(endpoint.right())) {
            throw new RefusedException(ApiError.of(
                    Trouble.FORBIDDEN,
                    "You have insufficient permissions for this operation: this key is not good for '"
                            + endpoint.right().name().toLowerCase(Locale.ROOT) + "'."));
        }
        if (!endpoint.repeatable()) {
            return endpoint.handler().handle(exchange);
        }
        try (BodyRoom.Taken taken = room.take()) {
            exchange.readBody(longestBody, taken);
            return repeats.once(exchange, Repeats.hash(exchange.body()), endpoint.handler());
        }
    }

    /** What needs no key. */
    private Optional<Result> open(Exchange exchange) throws IOException {
        if (!exchange.method().equals("GET")) {
            return Optional.empty();
        }
        return switch (exchange.path()) {
            case "/live" -> Optional.of(Result.text(200, "text/plain", "alive\n", Map.of()));
            case "/ready" ->
                Optional.of(
                        parts.ready().getAsBoolean()
                                ? Result.text(200, "text/plain", "ready\n", Map.of())
                                : Result.text(503, "text/plain", "no share of the work yet\n", Map.of()));
            case "/openapi.yaml" -> Optional.of(Description.asAnswer());
            default -> Optional.empty();
        };
    }

    private Caller caller(Exchange exchange) {
        String key = exchange.header("authorization")
                .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                .map(value -> value.substring(BEARER.length()).strip())
                .or(() -> exchange.header("x-api-key"))
                .filter(value -> !value.isEmpty())
                .orElseThrow(() -> new RefusedException(exchange.api().noKey()));
        return parts.keys()
                .apply(key)
                .orElseThrow(() -> new RefusedException(exchange.api().wrongKey()));
    }

    private Endpoint endpoint(Exchange exchange) {
        boolean otherMethod = false;
        for (Endpoint endpoint : endpoints) {
            Optional<Map<String, String>> parameters = endpoint.match(exchange.path());
            if (parameters.isPresent() && endpoint.method().equals(exchange.method())) {
                exchange.asks(parameters.get());
                return endpoint;
            }
            otherMethod |= parameters.isPresent();
        }
        throw new RefusedException(
                otherMethod
                        ? ApiError.of(Trouble.METHOD, "Not allowed to " + exchange.method() + " here.")
                        : ApiError.of(
                                Trouble.NOT_FOUND,
                                "There is nothing at this path. The base URL of OpenAI's SDKs ends with /v1, that of"
                                        + " Anthropic's doesn't."));
    }

    private static ApiError failure(Exchange exchange, Throwable failure) {
        return switch (failure) {
            case BrokenRequestException broken -> ApiError.of(Trouble.INVALID, String.valueOf(broken.getMessage()));
            case NoSuchFileException _ -> ApiError.of(Trouble.NOT_FOUND, "The file is gone.");
            case IOException _, KafkaException _ -> {
                LOG.atWarn()
                        .addKeyValue("requestId", exchange.requestId())
                        .addKeyValue("path", exchange.path())
                        .addKeyValue("error", failure.toString())
                        .log("a request can't be taken now");
                yield ApiError.of(Trouble.UNAVAILABLE, "The broker can't be reached at the moment. Nothing was done.");
            }
            default -> {
                LOG.atError()
                        .addKeyValue("requestId", exchange.requestId())
                        .addKeyValue("path", exchange.path())
                        .setCause(failure)
                        .log("a request failed for a fault of the gateway");
                yield ApiError.of(Trouble.INTERNAL, "The gateway failed; its log knows why.");
            }
        };
    }
}
