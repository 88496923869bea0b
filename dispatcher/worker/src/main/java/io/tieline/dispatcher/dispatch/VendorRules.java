package io.tieline.dispatcher.dispatch;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.routing.WireFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tells what is wrong with the fields that a request adds to the bodies of one wire format. Pure. */
final class VendorRules {
    private static final Set<String> FORMATS =
            Stream.of(WireFormat.values()).map(WireFormat::word).collect(Collectors.toCollection(TreeSet::new));

    /**
     * What a vendor field must not overrule: it would be sent in the place of what the request says. Gemini reads its names
     * in both spellings.
     */
    private static final Set<String> OURS = new TreeSet<>(Set.of(
            "model",
            "messages",
            "contents",
            "system",
            "systemInstruction",
            "system_instruction",
            "stream",
            "tools",
            "tool_choice",
            "toolConfig",
            "tool_config",
            "max_tokens",
            "max_completion_tokens",
            "generation_config",
            "response_format",
            "stop",
            "stop_sequences",
            "temperature",
            "top_p",
            "seed",
            "random_seed",
            "n",
            "input",
            "requests",
            "dimensions",
            "output_dimension",
            "outputDimensionality",
            "output_dimensionality",
            "encoding_format",
            "content",
            "functions",
            "function_call",
            "output_format",
            "stream_options"));

    /** The same within objects that both sides add to. */
    private static final Map<String, Set<String>> OURS_WITHIN = Map.of(
            "output_config",
            Set.of("format"),
            "generationConfig",
            Set.of(
                    "maxOutputTokens",
                    "temperature",
                    "topP",
                    "seed",
                    "stopSequences",
                    "candidateCount",
                    "responseMimeType",
                    "responseSchema",
                    "responseJsonSchema",
                    "max_output_tokens",
                    "top_p",
                    "stop_sequences",
                    "candidate_count",
                    "response_mime_type",
                    "response_schema",
                    "response_json_schema"));

    private VendorRules() {}

    /** The first problem, formats by name; empty where there is none. */
    static Optional<Problem> check(Map<String, String> fields) {
        Optional<Problem> first = Optional.empty();
        for (Map.Entry<String, String> field : new TreeMap<>(fields).entrySet()) {
            first = first.or(() -> check(field.getKey(), field.getValue()));
        }
        return first;
    }

    private static Optional<Problem> check(String format, String object) {
        String field = "vendorFields." + format;
        return Problem.invalid(!FORMATS.contains(format), "vendorFields", format, String.join(", ", FORMATS))
                .or(() -> JsonRules.object(field, object))
                .or(() -> JsonRules.read(object)
                        .flatMap(VendorRules::firstOfOurs)
                        .flatMap(ours ->
                                Problem.invalid(true, field, ours, "fields that Tieline doesn't write itself")));
    }

    private static Optional<String> firstOfOurs(JsonNode object) {
        return OURS.stream()
                .filter(object::has)
                .findFirst()
                .or(() -> OURS_WITHIN.entrySet().stream()
                        .filter(shared -> object.has(shared.getKey()))
                        .flatMap(shared -> within(shared.getKey(), object.path(shared.getKey()), shared.getValue()))
                        .sorted()
                        .findFirst());
    }

    /** What isn't an object would stand in the place of ours. */
    private static Stream<String> within(String field, JsonNode value, Set<String> ours) {
        return value.isObject() ? ours.stream().filter(value::has).map(name -> field + "." + name) : Stream.of(field);
    }
}
