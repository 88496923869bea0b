package io.tieline.gateway.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.InferenceRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A request for a message.
 *
 * @param request complete but for id, tenant, times and the place of the reply
 * @param stream whether the answer is wanted as events
 */
public record MessagesRequest(InferenceRequest.Builder request, boolean stream) {
    /** Fields that only this wire format knows; only endpoints that speak it are asked then. */
    static final String FORMAT = "anthropic_messages";

    private static final String OUTPUT_CONFIG = "output_config";

    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "system",
            "max_tokens",
            "temperature",
            "top_p",
            "stop_sequences",
            "tools",
            "tool_choice",
            "output_format",
            OUTPUT_CONFIG,
            "stream");

    /** Of no meaning for the answer, so that any endpoint will do. */
    private static final Set<String> MEANINGLESS = Set.of("metadata", "service_tier", "cache_control");

    /** Reads a body. */
    public static Reading<MessagesRequest> read(JsonNode body) {
        Flaws flaws = new Flaws();
        MessagesRequest request = read(Fields.of(body, "", flaws), flaws);
        return flaws.reading(AnthropicErrors.INSTANCE, request);
    }

    private static MessagesRequest read(Fields fields, Flaws flaws) {
        InferenceRequest.Builder request = InferenceRequest.newBuilder()
                .setRoute(fields.neededText("model"))
                .setMessages(new Turns(flaws).read(fields))
                .setTruncationAllowed(true);
        fields.need("max_tokens");
        request.setMaxOutputTokens(fields.integer("max_tokens", 1));
        request.setTemperature(fields.decimal("temperature", 0, 1));
        request.setTopP(fields.decimal("top_p", 0, 1));
        request.setStop(stop(fields, flaws));
        AnthropicTools.read(fields, flaws, request);
        schema(fields, flaws, request);
        ObjectNode rest = rest(fields);
        request.setVendorFields(rest.isEmpty() ? Map.of() : Map.of(FORMAT, rest.toString()));
        return new MessagesRequest(request, Boolean.TRUE.equals(fields.flag("stream")));
    }

    private static List<String> stop(Fields fields, Flaws flaws) {
        List<String> stop = fields.texts("stop_sequences");
        flaws.addIf(
                stop.stream().anyMatch(String::isBlank),
                new Flaw.Other("stop_sequences", "each stop sequence must contain non-whitespace"));
        return stop;
    }

    /** The older field says the same as the newer one. */
    private static void schema(Fields fields, Flaws flaws, InferenceRequest.Builder request) {
        Fields format = fields.has("output_format")
                ? fields.object("output_format")
                : fields.object(OUTPUT_CONFIG).object("format");
        if (format.names().isEmpty()) {
            return;
        }
        format.need("type");
        format.choice("type", List.of("json_schema"));
        format.need("schema");
        JsonNode schema = format.get("schema");
        flaws.addIf(!schema.isObject(), new Flaw.WrongKind(format.pathOf("schema"), "an object", "something else"));
        request.setJsonSchema(schema.toString());
    }

    private static ObjectNode rest(Fields fields) {
        Set<String> others = new TreeSet<>(KNOWN);
        others.addAll(MEANINGLESS);
        if ("disabled".equals(fields.get("thinking").path("type").textValue())) {
            others.add("thinking");
        }
        ObjectNode rest = fields.without(others);
        ObjectNode output = fields.object(OUTPUT_CONFIG).without(Set.of("format"));
        if (!output.isEmpty()) {
            rest.set(OUTPUT_CONFIG, output);
        }
        return rest;
    }
}
