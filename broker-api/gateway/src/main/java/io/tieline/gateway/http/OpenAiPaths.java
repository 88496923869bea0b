package io.tieline.gateway.http;

import io.tieline.client.Lane;
import io.tieline.gateway.anthropic.MessageBatches;
import io.tieline.gateway.openai.ChatRequest;
import io.tieline.gateway.openai.Completions;
import io.tieline.gateway.openai.Embeddings;
import io.tieline.gateway.openai.EmbeddingsRequest;
import io.tieline.gateway.openai.OpenAiObjects;
import io.tieline.gateway.words.Facts;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.IOException;
import java.util.List;

/** Single requests in OpenAI's words, and the list of models, which Anthropic has at the same path. */
final class OpenAiPaths {
    private final Calls calls;
    private final Models models;
    private final Events events;

    OpenAiPaths(Calls calls, Models models, Events events) {
        this.calls = calls;
        this.models = models;
        this.events = events;
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/chat/completions", this::chat),
                Endpoint.post("/v1/embeddings", this::embeddings),
                new Endpoint("GET", "/v1/models", null, false, this::list),
                new Endpoint("GET", "/v1/models/{model}", null, false, this::model));
    }

    private Result chat(Exchange exchange) throws IOException, InterruptedException {
        ChatRequest chat = Bodies.fine(ChatRequest.read(exchange.json()));
        Calls.Call call = calls.submit(exchange, Lane.INTERACTIVE, chat.request());
        if (chat.stream()) {
            return events.answer(exchange, call, null, reply -> Completions.events(reply, chat.usageWanted()));
        }
        InferenceReply reply = Calls.requireAnswer(call.await());
        return Result.json(200, Completions.of(reply), Facts.of(reply));
    }

    private Result embeddings(Exchange exchange) throws IOException, InterruptedException {
        Reading<InferenceRequest.Builder> read = EmbeddingsRequest.read(exchange.json());
        Calls.Call call = calls.submit(exchange, Lane.INTERACTIVE, Bodies.fine(read));
        InferenceReply reply = Calls.requireAnswer(call.await());
        return Result.json(200, Embeddings.of(reply), Facts.of(reply));
    }

    private Result list(Exchange exchange) {
        List<String> names = models.names(exchange.caller());
        return Result.json(
                exchange.api() == Api.ANTHROPIC ? MessageBatches.models(names) : OpenAiObjects.models(names));
    }

    private Result model(Exchange exchange) {
        String name = exchange.parameter("model");
        models.require(exchange, name);
        return Result.json(exchange.api() == Api.ANTHROPIC ? MessageBatches.model(name) : OpenAiObjects.model(name));
    }
}
