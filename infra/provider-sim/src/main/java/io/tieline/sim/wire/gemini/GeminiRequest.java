package io.tieline.sim.wire.gemini;

import static io.tieline.sim.wire.gemini.GeminiNames.either;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Conversation;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Reply;
import io.tieline.sim.wire.SimEndpoint;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks a generateContent request as Gemini does: field by field, as protobuf's JSON reader would. */
final class GeminiRequest {
    private static final Set<String> FIELDS = Set.of(
            "model",
            "contents",
            "systemInstruction",
            "generationConfig",
            "safetySettings",
            "tools",
            "toolConfig",
            "cachedContent",
            "labels",
            "serviceTier",
            "store");

    /** As of Google's Java SDK 1.70, and those that it doesn't send to this API. */
    private static final Set<String> CONFIG_FIELDS = Set.of(
            ("audioTimestamp candidateCount enableAffectiveDialog enableEnhancedCivicAnswers frequencyPenalty imageConfig"
                            + " logprobs maxOutputTokens mediaResolution modelSelectionConfig presencePenalty"
                            + " responseFormat responseJsonSchema responseLogprobs responseMimeType responseModalities"
                            + " responseSchema routingConfig seed speechConfig stopSequences temperature thinkingConfig"
                            + " topK topP")
                    .split(" "));

    private final GeminiErrors errors;
    private final List<Check> checks;

    GeminiRequest(GeminiErrors errors) {
        this.errors = errors;
        GeminiContents contents = new GeminiContents(errors);
        GeminiTools tools = new GeminiTools(errors);
        GeminiFormat format = new GeminiFormat(errors);
        checks = List.of(
                this::fields,
                contents::check,
                (_, body) -> maxTokens(body),
                (_, body) -> temperature(body),
                tools::check,
                format::check);
    }

    /** One rule; null where the body keeps it. */
    private interface Check {
        @Nullable
        Reply apply(SimEndpoint endpoint, JsonNode body);
    }

    /** Parses a call whose key was right. */
    Parsed parse(CallContext context, Inbound call) {
        String model = GeminiWire.model(call.path());
        if (!model.equals(context.endpoint().model()) || !context.endpoint().can(Feature.CHAT)) {
            return new Parsed.Refused(errors.unknownModel(model, "generateContent"));
        }
        Optional<JsonNode> body = Json.object(call.body());
        if (body.isEmpty()) {
            return new Parsed.Refused(errors.noJson());
        }
        for (Check check : checks) {
            Reply refusal = check.apply(context.endpoint(), body.get());
            if (refusal != null) {
                return new Parsed.Refused(refusal);
            }
        }
        return prompt(context, body.get());
    }

    private Parsed prompt(CallContext context, JsonNode body) {
        Conversation conversation = new Conversation();
        JsonNode system = either(body, "systemInstruction");
        if (!system.isMissingNode()) {
            conversation.add(Conversation.Speaker.SYSTEM, system.path("parts"));
        }
        GeminiContents.read(body.path("contents"), conversation);
        conversation.tools(GeminiTools.use(body), body.path("tools"));
        conversation.schema(GeminiFormat.schema(body));
        int window = context.endpoint().contextWindow();
        if (conversation.tokens() > window) {
            return new Parsed.Refused(errors.tooLong(context, conversation.tokens()));
        }
        // Gemini counts input and output apart: only the input is held against the window.
        return new Parsed.Asked(conversation.prompt(limit(body).asInt(window)));
    }

    /** The refusal of a call without the right key; null where it has it. */
    @Nullable
    Reply key(CallContext context, Inbound call) {
        String expected = context.endpoint().apiKey();
        if (expected == null) {
            return null;
        }
        String inHeader = call.header().apply("x-goog-api-key");
        String given = inHeader != null ? inHeader : call.query().apply("key");
        if (given == null) {
            return errors.missingKey();
        }
        return given.equals(expected) ? null : errors.wrongKey();
    }

    private @Nullable Reply fields(SimEndpoint endpoint, JsonNode body) {
        Reply refusal = errors.unknownName(body, FIELDS, "");
        return refusal != null
                ? refusal
                : errors.unknownName(either(body, "generationConfig"), CONFIG_FIELDS, "generation_config");
    }

    private @Nullable Reply maxTokens(JsonNode body) {
        JsonNode limit = limit(body);
        if (limit.isMissingNode() || limit.isNull()) {
            return null;
        }
        if (!limit.isInt()) {
            return errors.wrongValue("generation_config.max_output_tokens", "TYPE_INT32", limit);
        }
        return limit.intValue() >= 1 ? null : errors.invalid("max_output_tokens must be positive.");
    }

    private @Nullable Reply temperature(JsonNode body) {
        JsonNode temperature = config(body).path("temperature");
        if (temperature.isMissingNode() || temperature.isNull()) {
            return null;
        }
        if (!temperature.isNumber()) {
            return errors.wrongValue("generation_config.temperature", "TYPE_FLOAT", temperature);
        }
        double value = temperature.doubleValue();
        return value >= 0 && value <= 2
                ? null
                : errors.invalid(
                        "* GenerateContentRequest.generation_config.temperature: temperature must be in the range"
                                + " [0.0, 2.0].\n");
    }

    private static JsonNode limit(JsonNode body) {
        return either(config(body), "maxOutputTokens");
    }

    private static JsonNode config(JsonNode body) {
        return either(body, "generationConfig");
    }
}
