package io.tieline.gateway.http;

import io.tieline.gateway.words.Facts;
import io.tieline.gateway.words.ServerEvent;
import io.tieline.schemas.avro.InferenceReply;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Answers as server-sent events: all at once when the reply is there, and signs of life until then. */
final class Events {
    private static final String TYPE = "text/event-stream; charset=utf-8";

    private final Duration silence;

    /**
     * Makes answers.
     *
     * @param silence after which a sign of life is sent
     */
    Events(Duration silence) {
        this.silence = silence;
    }

    /**
     * Waits and answers.
     *
     * @param alive sent as a sign of life; null: a comment
     * @param words the events of a reply that is an answer
     */
    Result answer(
            Exchange exchange,
            Calls.Call call,
            @Nullable ServerEvent alive,
            Function<InferenceReply, List<ServerEvent>> words)
            throws InterruptedException {
        if (exchange.isKept()) {
            InferenceReply reply = Calls.requireAnswer(call.await());
            return Result.text(
                    200,
                    TYPE,
                    words.apply(reply).stream().map(ServerEvent::wire).collect(Collectors.joining()),
                    Facts.of(reply));
        }
        Optional<InferenceReply> reply = call.await(silence);
        if (reply.isPresent()) {
            InferenceReply answer = Calls.requireAnswer(reply.get());
            exchange.replies().begin(Facts.of(answer));
            words.apply(answer).forEach(exchange.replies()::send);
            return new Result.Sent();
        }
        try {
            exchange.replies().begin(Map.of("tieline-request-id", call.id()));
            while (reply.isEmpty()) {
                if (alive == null) {
                    exchange.replies().comment();
                } else {
                    exchange.replies().send(alive);
                }
                reply = call.await(silence);
            }
            words.apply(Calls.requireAnswer(reply.get())).forEach(exchange.replies()::send);
        } catch (GoneException e) {
            call.takeBack();
            throw e;
        }
        return new Result.Sent();
    }
}
