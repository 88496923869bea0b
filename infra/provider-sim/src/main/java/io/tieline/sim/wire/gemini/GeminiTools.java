package io.tieline.sim.wire.gemini;

import static io.tieline.sim.wire.gemini.GeminiNames.either;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.model.Tool;
import io.tieline.sim.model.ToolUse;
import io.tieline.sim.wire.Feature;
import io.tieline.sim.wire.Json;
import io.tieline.sim.wire.Reply;
import io.tieline.sim.wire.SimEndpoint;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks and reads what a generateContent request says of tools: their declarations, the mode, calls and responses. */
final class GeminiTools {
    private static final Set<String> MODES = Set.of("MODE_UNSPECIFIED", "AUTO", "ANY", "NONE", "VALIDATED");
    private static final Set<String> DECLARATION_FIELDS = Set.of(
            "name", "description", "behavior", "parameters", "parametersJsonSchema", "response", "responseJsonSchema");

    private final GeminiErrors errors;
    private final GeminiSchema schemas;

    GeminiTools(GeminiErrors errors) {
        this.errors = errors;
        schemas = new GeminiSchema(errors);
    }

    @Nullable
    Reply check(SimEndpoint endpoint, JsonNode body) {
        List<JsonNode> declarations = declarations(body);
        if (!declarations.isEmpty() && !endpoint.can(Feature.TOOLS)) {
            return errors.invalid("Function calling is not enabled for models/" + endpoint.model());
        }
        for (int i = 0; i < declarations.size(); i++) {
            Reply refusal = declaration("tools[0].function_declarations[" + i + "]", declarations.get(i));
            if (refusal != null) {
                return refusal;
            }
        }
        Reply refusal = mode(config(body), names(declarations));
        return refusal != null ? refusal : turns(body.path("contents"));
    }

    /** What the model may do; the request has passed the checks. */
    static ToolUse use(JsonNode body) {
        JsonNode config = config(body);
        Set<String> allowed = allowed(config);
        List<Tool> tools = new ArrayList<>();
        for (JsonNode declaration : declarations(body)) {
            String name = declaration.path("name").asText();
            if (allowed.isEmpty() || allowed.contains(name)) {
                JsonNode schema = declaration.path("parameters").isObject()
                        ? declaration.path("parameters")
                        : either(declaration, "parametersJsonSchema");
                tools.add(new Tool(name, schema.isObject() ? schema : Json.object()));
            }
        }
        String mode = config.path("mode").asText();
        return mode.equals("NONE") ? ToolUse.NONE : new ToolUse(tools, mode.equals("ANY"), true);
    }

    /** Whether the request declares any function. */
    static boolean declares(JsonNode body) {
        return !declarations(body).isEmpty();
    }

    private static List<JsonNode> declarations(JsonNode body) {
        List<JsonNode> declarations = new ArrayList<>();
        for (JsonNode tool : body.path("tools")) {
            either(tool, "functionDeclarations").forEach(declarations::add);
        }
        return declarations;
    }

    private static JsonNode config(JsonNode body) {
        return either(either(body, "toolConfig"), "functionCallingConfig");
    }

    private static Set<String> allowed(JsonNode config) {
        Set<String> allowed = new LinkedHashSet<>();
        either(config, "allowedFunctionNames").forEach(name -> allowed.add(name.asText()));
        return allowed;
    }

    private static Set<String> names(List<JsonNode> declarations) {
        Set<String> names = new LinkedHashSet<>();
        declarations.forEach(each -> names.add(each.path("name").asText()));
        return names;
    }

    private @Nullable Reply declaration(String at, JsonNode declaration) {
        Reply unknown = errors.unknownName(declaration, DECLARATION_FIELDS, at);
        if (unknown != null) {
            return unknown;
        }
        if (!declaration.path("name").asText().matches("[a-zA-Z_][a-zA-Z0-9_.:-]{0,63}")) {
            return errors.invalid("* GenerateContentRequest." + at
                    + ".name: [FieldPolicyViolation]: Invalid function name. Must start with a letter or an underscore."
                    + " Must be alphameric (a-z, A-Z, 0-9), underscores (_), dots (.), colons (:), or dashes (-), with a"
                    + " maximum length of 64.\n");
        }
        return schemas.check(at + ".parameters", declaration.path("parameters"));
    }

    private @Nullable Reply mode(JsonNode config, Set<String> declared) {
        String mode = config.path("mode").asText("AUTO");
        if (!MODES.contains(mode)) {
            return errors.wrongValue(
                    "tool_config.function_calling_config.mode",
                    "type.googleapis.com/google.ai.generativelanguage.v1beta.FunctionCallingConfig.Mode",
                    config.path("mode"));
        }
        Set<String> allowed = allowed(config);
        if (!allowed.isEmpty() && !Set.of("ANY", "VALIDATED").contains(mode)) {
            return errors.invalid("Allowed function names may only be set when function calling mode is ANY.");
        }
        if ((mode.equals("ANY") && declared.isEmpty()) || !declared.containsAll(allowed)) {
            return errors.invalid("* GenerateContentRequest.tool_config.function_calling_config.allowed_function_names:"
                    + " allowed_function_names must be a subset of the declared functions.\n");
        }
        return null;
    }

    /** Each turn with calls is followed at once by one with as many responses, and no other has responses. */
    private @Nullable Reply turns(JsonNode contents) {
        int calls = 0;
        for (JsonNode content : contents) {
            int responses = count(content, "functionResponse");
            if (responses > 0 && calls == 0) {
                return errors.invalid(
                        "Please ensure that function response turn comes immediately after a function call" + " turn.");
            }
            if (responses != calls) {
                return unequal();
            }
            calls = count(content, "functionCall");
        }
        return calls == 0 ? null : unequal();
    }

    private Reply unequal() {
        return errors.invalid(
                "Please ensure that the number of function response parts is equal to the number of function"
                        + " call parts of the function call turn.");
    }

    private static int count(JsonNode content, String kind) {
        int count = 0;
        for (JsonNode part : content.path("parts")) {
            count += either(part, kind).isObject() ? 1 : 0;
        }
        return count;
    }
}
