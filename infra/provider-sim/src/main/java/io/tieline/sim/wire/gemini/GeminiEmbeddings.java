package io.tieline.sim.wire.gemini;

import static io.tieline.sim.wire.gemini.GeminiNames.either;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.sim.model.Vectors;
import io.tieline.sim.text.TokenCount;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks embedContent and batchEmbedContents as Gemini does, and answers them. */
final class GeminiEmbeddings {
    static final String ONE = "embedContent";
    static final String MANY = "batchEmbedContents";

    /** Of gemini-embedding-001. */
    private static final int DIMENSIONS = 3_072;

    private static final int MOST_REQUESTS = 100;
    private static final Set<String> FIELDS = Set.of("model", "content", "taskType", "title", "outputDimensionality");

    private final GeminiErrors errors;

    GeminiEmbeddings(GeminiErrors errors) {
        this.errors = errors;
    }

    /** One text to embed. */
    private record Wanted(String text, int dimensions) {
        static Wanted of(JsonNode request) {
            StringBuilder text = new StringBuilder();
            request.path("content")
                    .path("parts")
                    .forEach(part -> text.append(part.path("text").asText()));
            return new Wanted(
                    text.toString(), either(request, "outputDimensionality").asInt(DIMENSIONS));
        }
    }

    /** Parses a call whose key was right. */
    Parsed parse(CallContext context, String model, String method, byte[] bytes) {
        if (!model.equals(context.endpoint().model()) || !context.endpoint().can(Feature.EMBEDDINGS)) {
            return new Parsed.Refused(errors.unknownModel(model, method));
        }
        Optional<JsonNode> body = Json.object(bytes);
        if (body.isEmpty()) {
            return new Parsed.Refused(errors.noJson());
        }
        boolean many = method.equals(MANY);
        Reply refusal = many ? batch(model, body.get()) : request("", "EmbedContentRequest", body.get());
        if (refusal != null) {
            return new Parsed.Refused(refusal);
        }
        List<Wanted> wanted = new ArrayList<>();
        if (many) {
            body.get().path("requests").forEach(request -> wanted.add(Wanted.of(request)));
        } else {
            wanted.add(Wanted.of(body.get()));
        }
        int tokens =
                wanted.stream().mapToInt(each -> TokenCount.of(each.text())).sum();
        return new Parsed.Vectors(tokens, answered -> answer(answered, wanted, many));
    }

    private @Nullable Reply batch(String model, JsonNode body) {
        Reply unknown = errors.unknownName(body, Set.of("model", "requests"), "");
        if (unknown != null) {
            return unknown;
        }
        JsonNode requests = body.path("requests");
        if (requests.isEmpty()) {
            return errors.invalid("* BatchEmbedContentsRequest.requests: requests is not specified\n");
        }
        if (requests.size() > MOST_REQUESTS) {
            return errors.invalid("* BatchEmbedContentsRequest.requests: at most " + MOST_REQUESTS
                    + " requests can be in one batch\n");
        }
        for (int i = 0; i < requests.size(); i++) {
            String at = "requests[" + i + "]";
            Reply refusal = request(at, "BatchEmbedContentsRequest." + at, requests.get(i));
            if (refusal != null) {
                return refusal;
            }
            if (!requests.get(i).path("model").asText().equals("models/" + model)) {
                return errors.invalid("* BatchEmbedContentsRequest." + at
                        + ".model: model must match the one of the batch, models/" + model + "\n");
            }
        }
        return null;
    }

    private @Nullable Reply request(String field, String at, JsonNode request) {
        Reply unknown = errors.unknownName(request, FIELDS, field);
        if (unknown != null) {
            return unknown;
        }
        Wanted wanted = Wanted.of(request);
        if (wanted.text().isEmpty()) {
            return errors.invalid("* " + at + ".content: contents is not specified\n");
        }
        return wanted.dimensions() >= 1 && wanted.dimensions() <= DIMENSIONS
                ? null
                : errors.invalid("* " + at + ".output_dimensionality: must be between 1 and " + DIMENSIONS + "\n");
    }

    private static Reply answer(CallContext context, List<Wanted> wanted, boolean many) {
        ObjectNode body = Json.object();
        String model = context.endpoint().model();
        if (many) {
            ArrayNode embeddings = body.putArray("embeddings");
            wanted.forEach(each -> write(embeddings.addObject(), model, each));
        } else {
            write(body.putObject("embedding"), model, wanted.getFirst());
        }
        return new Reply(200, GeminiWire.HEADERS, GeminiWire.TYPE, Json.bytes(body));
    }

    private static void write(ObjectNode embedding, String model, Wanted wanted) {
        ArrayNode values = embedding.putArray("values");
        for (float value : Vectors.of(model, wanted.text(), wanted.dimensions())) {
            values.add(value);
        }
    }
}
