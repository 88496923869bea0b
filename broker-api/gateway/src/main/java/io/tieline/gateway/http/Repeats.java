package io.tieline.gateway.http;

import io.tieline.gateway.idempotency.Answer;
import io.tieline.gateway.idempotency.Key;
import io.tieline.gateway.idempotency.Outcome;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Trouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/** Requests with a key that come again. */
final class Repeats {
    private static final String HEADER = "idempotency-key";

    private final Once once;

    Repeats(Once once) {
        this.once = once;
    }

    /**
     * Does what is asked, unless that was done already.
     *
     * @param asked hash of the body
     */
    Result once(Exchange exchange, String asked, Endpoint.Handler handler) throws IOException, InterruptedException {
        Optional<String> header = exchange.header(HEADER);
        if (header.isEmpty()) {
            return handler.handle(exchange);
        }
        AtomicReference<Map<String, String>> headers = new AtomicReference<>(Map.of());
        Outcome outcome = once.once(key(exchange, header.get()), hash(whole(exchange, asked)), turn -> {
            exchange.keep(turn);
            Result.Whole result = whole(exchange, handler);
            headers.set(result.headers());
            return result.answer();
        });
        return switch (outcome) {
            case Outcome.Done(Answer answer, boolean again) ->
                new Result.Whole(answer, again ? Map.of("idempotent-replayed", "true") : headers.get());
            case Outcome.StillWorking(Duration retryAfter) ->
                throw new RefusedException(
                        ApiError.of(Trouble.CONFLICT, "A request with the same Idempotency-Key is being worked on.")
                                .retryAfter(retryAfter));
            case Outcome.OtherRequest _ ->
                throw new RefusedException(ApiError.of(
                        Trouble.CONFLICT, "The Idempotency-Key was used for another request; each needs its own."));
        };
    }

    private static Key key(Exchange exchange, String text) {
        try {
            return new Key(exchange.tenant(), text);
        } catch (IllegalArgumentException e) {
            throw new RefusedException(ApiError.of(Trouble.INVALID, String.valueOf(e.getMessage())));
        }
    }

    private static String whole(Exchange exchange, String asked) {
        return String.join(
                "\n", exchange.api().name(), exchange.method(), exchange.path(), exchange.queryText(), asked);
    }

    /** A refusal is an answer too, and the same the next time. */
    private static Result.Whole whole(Exchange exchange, Endpoint.Handler handler)
            throws IOException, InterruptedException {
        try {
            if (handler.handle(exchange) instanceof Result.Whole whole) {
                return whole;
            }
            throw new IllegalStateException(exchange.path() + " answered with what can't be kept");
        } catch (RefusedException e) {
            return Replies.error(exchange.api(), e.error(), e.facts(), exchange.requestId());
        }
    }

    static String hash(String text) {
        return hash(text.getBytes(StandardCharsets.UTF_8));
    }

    static String hash(byte[] bytes) {
        return HexFormat.of().formatHex(sha256().digest(bytes));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
