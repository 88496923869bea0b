package io.tieline.gateway.http;

import io.tieline.client.Lane;
import io.tieline.gateway.anthropic.AnthropicMessage;
import io.tieline.gateway.anthropic.MessagesRequest;
import io.tieline.gateway.words.Facts;
import io.tieline.gateway.words.ServerEvent;
import io.tieline.schemas.avro.InferenceReply;
import java.io.IOException;
import java.util.List;

/** Single requests in Anthropic's words. */
final class AnthropicPaths {
    private static final ServerEvent PING = new ServerEvent("ping", "{\"type\":\"ping\"}");

    private final Calls calls;
    private final Events events;

    AnthropicPaths(Calls calls, Events events) {
        this.calls = calls;
        this.events = events;
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.post("/v1/messages", this::message));
    }

    private Result message(Exchange exchange) throws IOException, InterruptedException {
        MessagesRequest message = Bodies.fine(MessagesRequest.read(exchange.json()));
        Calls.Call call = calls.submit(exchange, Lane.INTERACTIVE, message.request());
        if (message.stream()) {
            return events.answer(exchange, call, PING, AnthropicMessage::events);
        }
        InferenceReply reply = Calls.requireAnswer(call.await());
        return Result.json(200, AnthropicMessage.of(reply), Facts.of(reply));
    }
}
