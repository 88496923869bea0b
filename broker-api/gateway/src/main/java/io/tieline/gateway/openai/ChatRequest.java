package io.tieline.gateway.openai;

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
 * A request for a chat completion.
 *
 * @param request complete but for id, tenant, times and the place of the reply
 * @param stream whether the answer is wanted as events
 * @param usageWanted whether these shall end with one that tells the usage
 */
public record ChatRequest(InferenceRequest.Builder request, boolean stream, boolean usageWanted) {
    /** Fields that only this wire format knows; only endpoints that speak it are asked then. */
    static final String FORMAT = "openai_chat";

    private static final int MOST_STOPS = 4;
    private static final double HOTTEST = 2.0;

    /** Read here. */
    private static final Set<String> KNOWN = Set.of(
            "model",
            "messages",
            "max_tokens",
            "max_completion_tokens",
            "temperature",
            "top_p",
            "seed",
            "stop",
            "tools",
            "tool_choice",
            "response_format",
            "n",
            "modalities",
            "functions",
            "function_call",
            "audio");

    /** Of no meaning for the answer, so that any endpoint will do. */
    private static final Set<String> MEANINGLESS = Set.of(
            "user",
            "metadata",
            "store",
            "service_tier",
            "stream",
            "stream_options",
            "safety_identifier",
            "prompt_cache_key",
            "prompt_cache_retention");

    /** What these say is what is done where nothing is said. */
    private static final Map<String, Set<String>> DEFAULTS = Map.of(
            "logprobs", Set.of("false"),
            "frequency_penalty", Set.of("0", "0.0"),
            "presence_penalty", Set.of("0", "0.0"),
            "logit_bias", Set.of("{}"),
            "parallel_tool_calls", Set.of("true"));

    /** Reads a body. */
    public static Reading<ChatRequest> read(JsonNode body) {
        Flaws flaws = new Flaws();
        Fields fields = Fields.of(body, "", flaws);
        InferenceRequest.Builder request = InferenceRequest.newBuilder()
                .setRoute(fields.neededText("model"))
                .setMessages(new ChatMessages(flaws).read(fields))
                .setTruncationAllowed(true);
        Integer limit = fields.integer("max_completion_tokens", 1);
        request.setMaxOutputTokens(limit == null ? fields.integer("max_tokens", 1) : limit);
        request.setTemperature(fields.decimal("temperature", 0, HOTTEST));
        request.setTopP(fields.decimal("top_p", 0, 1));
        request.setSeed(fields.bigInteger("seed"));
        request.setStop(stop(fields, flaws));
        refuse(fields, flaws);
        ChatTools.read(fields, flaws, request);
        ChatTools.readFormat(fields, flaws, request);
        ObjectNode rest = rest(fields);
        request.setVendorFields(rest.isEmpty() ? Map.of() : Map.of(FORMAT, rest.toString()));
        boolean stream = Boolean.TRUE.equals(fields.flag("stream"));
        boolean usage = Boolean.TRUE.equals(fields.object("stream_options").flag("include_usage"));
        return flaws.reading(OpenAiErrors.INSTANCE, new ChatRequest(request, stream, usage));
    }

    private static List<String> stop(Fields fields, Flaws flaws) {
        List<String> stop =
                fields.get("stop").isTextual() ? List.of(fields.get("stop").textValue()) : fields.texts("stop");
        flaws.addIf(stop.size() > MOST_STOPS, OpenAiErrors.tooLong("stop", MOST_STOPS, stop.size()));
        flaws.addIf(stop.contains(""), new Flaw.Other("stop", "Invalid 'stop': empty string."));
        return stop;
    }

    /** What would be answered by something that there is no place for. */
    private static void refuse(Fields fields, Flaws flaws) {
        Integer n = fields.integer("n", 1);
        flaws.addIf(
                n != null && n > 1,
                new Flaw.Unsupported(
                        "n",
                        "Unsupported value: 'n' does not support " + n
                                + " with this model. Only the default (1) value is supported."));
        flaws.addIf(
                !Set.of("text").containsAll(fields.texts("modalities")) || fields.has("audio"),
                new Flaw.Unsupported("modalities", "Unsupported value: 'modalities'. Supported values are: 'text'."));
        for (String old : List.of("functions", "function_call")) {
            flaws.addIf(
                    fields.has(old),
                    new Flaw.Unsupported(
                            old, "Unsupported parameter: '" + old + "' is deprecated. Use 'tools' instead."));
        }
    }

    private static ObjectNode rest(Fields fields) {
        Set<String> others = new TreeSet<>(KNOWN);
        others.addAll(MEANINGLESS);
        DEFAULTS.forEach((name, values) -> {
            if (values.contains(fields.get(name).toString())) {
                others.add(name);
            }
        });
        return fields.without(others);
    }
}
