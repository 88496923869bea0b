package io.tieline.sim.wire.gemini;

import static io.tieline.sim.wire.gemini.GeminiNames.either;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import io.tieline.sim.wire.SimEndpoint;
import org.jspecify.annotations.Nullable;

/** Checks and reads the asked output format: a media type, and a schema in Gemini's own type or as JSON schema. */
final class GeminiFormat {
    private static final String JSON = "application/json";

    private final GeminiErrors errors;
    private final GeminiSchema schemas;

    GeminiFormat(GeminiErrors errors) {
        this.errors = errors;
        schemas = new GeminiSchema(errors);
    }

    @Nullable
    Reply check(SimEndpoint endpoint, JsonNode body) {
        JsonNode config = either(body, "generationConfig");
        JsonNode own = either(config, "responseSchema");
        JsonNode json = either(config, "responseJsonSchema");
        boolean asksJson = either(config, "responseMimeType").asText().equals(JSON);
        Reply unknown = schemas.check("generation_config.response_schema", own);
        if (unknown != null) {
            return unknown;
        }
        if (own.isObject() && json.isObject()) {
            return errors.invalid("* GenerateContentRequest.generation_config: only one of response_schema and"
                    + " response_json_schema may be set.\n");
        }
        if ((own.isObject() || json.isObject()) && !asksJson) {
            return errors.invalid(
                    "* GenerateContentRequest.generation_config.response_mime_type: response_mime_type must be"
                            + " application/json when a response schema is set.\n");
        }
        if (asksJson && !endpoint.can(Feature.JSON_SCHEMA)) {
            return errors.invalid("JSON mode is not enabled for models/" + endpoint.model());
        }
        return asksJson && GeminiTools.declares(body)
                ? errors.invalid("Function calling with a response mime type: 'application/json' is unsupported")
                : null;
    }

    /** The schema of the answer; null where it is plain text. */
    static @Nullable JsonNode schema(JsonNode body) {
        JsonNode config = either(body, "generationConfig");
        JsonNode own = either(config, "responseSchema");
        JsonNode json = either(config, "responseJsonSchema");
        if (own.isObject() || json.isObject()) {
            return own.isObject() ? own : json;
        }
        if (!either(config, "responseMimeType").asText().equals(JSON)) {
            return null;
        }
        var any = Json.object().put("type", "object");
        any.putObject("properties").putObject("answer").put("type", "string");
        return any;
    }
}
