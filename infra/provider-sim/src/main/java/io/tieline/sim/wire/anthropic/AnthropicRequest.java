package io.tieline.sim.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.CallContext;
import io.tieline.sim.wire.Conversation;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Parsed;
import io.tieline.sim.wire.Reply;
import io.tieline.sim.wire.SimEndpoint;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Checks a Messages request as Anthropic does. */
final class AnthropicRequest {
    /** Of the versions in use, the one that took the sampling parameters away. */
    private static final String WITHOUT_SAMPLING = "2026-10-21";

    private static final Set<String> VERSIONS = Set.of("2023-06-01", WITHOUT_SAMPLING);
    private static final List<String> SAMPLING = List.of("temperature", "top_p", "top_k");

    /** As of Anthropic's Java SDK 3.12, the ones of its beta, and those that the newer version took away. */
    private static final Set<String> FIELDS = Set.of(
            ("cache_control container context_management diagnostics inference_geo max_tokens mcp_servers messages metadata"
                            + " model output_config output_format service_tier speed stop_sequences stream system"
                            + " temperature thinking tool_choice tools top_k top_p")
                    .split(" "));

    private static final List<Check> CHECKS = List.of(
            Check.of(AnthropicRequest::required),
            Check.of(AnthropicRequest::extra),
            Check.of(AnthropicRequest::maxTokens),
            AnthropicMessages::check,
            Check.of(AnthropicRequest::system),
            Check.of(AnthropicRequest::temperature),
            Check.of(AnthropicRequest::stream),
            AnthropicTools::check,
            AnthropicFormat::check);

    private final AnthropicErrors errors;

    AnthropicRequest(AnthropicErrors errors) {
        this.errors = errors;
    }

    /** One rule; null where the body keeps it, else what is wrong. */
    private interface Check {
        @Nullable
        String apply(SimEndpoint endpoint, JsonNode body);

        static Check of(Function<JsonNode, @Nullable String> rule) {
            return (_, body) -> rule.apply(body);
        }
    }

    Parsed parse(CallContext context, Inbound call) {
        Reply badHeaders = headers(context, call);
        if (badHeaders != null) {
            return new Parsed.Refused(badHeaders);
        }
        Optional<JsonNode> body = Json.object(call.body());
        if (body.isEmpty()) {
            return new Parsed.Refused(errors.invalid(
                    context, "The request body is not valid JSON: expected an object at line 1 column 1 (char 0)"));
        }
        String removed = removed(call, body.get());
        if (removed != null) {
            return new Parsed.Refused(errors.invalid(context, removed));
        }
        for (Check check : CHECKS) {
            String problem = check.apply(context.endpoint(), body.get());
            if (problem != null) {
                return new Parsed.Refused(errors.invalid(context, problem));
            }
        }
        String model = body.get().path("model").asText();
        if (!model.equals(context.endpoint().model()) || !context.endpoint().can(Feature.CHAT)) {
            return new Parsed.Refused(errors.unknownModel(context, model));
        }
        return prompt(context, body.get());
    }

    private Parsed prompt(CallContext context, JsonNode body) {
        Conversation conversation = new Conversation();
        if (body.has("system")) {
            conversation.add(Conversation.Speaker.SYSTEM, body.path("system"));
        }
        AnthropicMessages.read(body.path("messages"), conversation);
        conversation.tools(AnthropicTools.use(body), body.path("tools"));
        conversation.schema(AnthropicFormat.schema(body));
        int window = context.endpoint().contextWindow();
        int input = conversation.tokens();
        int maxTokens = body.path("max_tokens").intValue();
        if (input > window) {
            return new Parsed.Refused(errors.tooLong(context, input));
        }
        if ((long) input + maxTokens > window) {
            return new Parsed.Refused(errors.invalid(
                    context,
                    "input length and `max_tokens` exceed context limit: " + input + " + " + maxTokens + " > " + window
                            + ", decrease input length or `max_tokens` and try again"));
        }
        return new Parsed.Asked(conversation.prompt(maxTokens));
    }

    private @Nullable Reply headers(CallContext context, Inbound call) {
        String expected = context.endpoint().apiKey();
        String given = key(call);
        if (expected != null && given == null) {
            return errors.missingKey(context);
        }
        if (expected != null && !expected.equals(given)) {
            return errors.wrongKey(context);
        }
        String version = call.header().apply("anthropic-version");
        if (version == null) {
            return errors.invalid(context, "anthropic-version: header is required");
        }
        return VERSIONS.contains(version)
                ? null
                : errors.invalid(context, "anthropic-version: \"" + version + "\" is not a valid version");
    }

    /** The current way to send it, or the older one. */
    private static @Nullable String key(Inbound call) {
        String authorization = call.header().apply("authorization");
        return authorization != null && authorization.startsWith("Bearer ")
                ? authorization.substring("Bearer ".length())
                : call.header().apply("x-api-key");
    }

    private static @Nullable String removed(Inbound call, JsonNode body) {
        if (WITHOUT_SAMPLING.equals(call.header().apply("anthropic-version"))) {
            for (String name : SAMPLING) {
                if (body.has(name)) {
                    return name + ": Extra inputs are not permitted";
                }
            }
        }
        return null;
    }

    private static @Nullable String required(JsonNode body) {
        for (String name : List.of("model", "max_tokens", "messages")) {
            if (body.path(name).isMissingNode()) {
                return name + ": Field required";
            }
        }
        return body.path("model").isTextual() ? null : "model: Input should be a valid string";
    }

    private static @Nullable String extra(JsonNode body) {
        for (Iterator<String> names = body.fieldNames(); names.hasNext(); ) {
            String name = names.next();
            if (!FIELDS.contains(name)) {
                return name + ": Extra inputs are not permitted";
            }
        }
        return null;
    }

    private static @Nullable String maxTokens(JsonNode body) {
        JsonNode maxTokens = body.path("max_tokens");
        if (!maxTokens.isInt()) {
            return "max_tokens: Input should be a valid integer";
        }
        return maxTokens.intValue() >= 1 ? null : "max_tokens: must be greater than or equal to 1";
    }

    private static @Nullable String system(JsonNode body) {
        JsonNode system = body.path("system");
        boolean fits = system.isMissingNode() || system.isTextual() || system.isArray();
        return fits ? null : "system: Input should be a valid list";
    }

    private static @Nullable String temperature(JsonNode body) {
        JsonNode temperature = body.path("temperature");
        if (temperature.isMissingNode() || temperature.isNull()) {
            return null;
        }
        if (!temperature.isNumber()) {
            return "temperature: Input should be a valid number";
        }
        double value = temperature.doubleValue();
        return value >= 0 && value <= 1 ? null : "temperature: range: 0..1";
    }

    private static @Nullable String stream(JsonNode body) {
        return body.path("stream").asBoolean() ? "stream: not supported for this model" : null;
    }
}
