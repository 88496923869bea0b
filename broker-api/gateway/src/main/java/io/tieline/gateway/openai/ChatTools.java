package io.tieline.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads tools and the form of the answer. */
final class ChatTools {
    private static final List<String> CHOICES = List.of("none", "auto", "required");
    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";
    private static final String ANY_OBJECT = "{\"type\":\"object\"}";

    private ChatTools() {}

    static void read(Fields body, Flaws flaws, InferenceRequest.Builder request) {
        List<Tool> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields tool : body.objects("tools")) {
            tool.need("type");
            tool.choice("type", List.of("function"));
            tool.need("function");
            Fields function = tool.object("function");
            String name = function.neededText("name");
            flaws.addIf(
                    !name.matches(NAME) || !names.add(name) || CHOICES.contains(name),
                    new Flaw.Other(
                            function.pathOf("name"),
                            "Invalid '" + function.pathOf("name")
                                    + "': expected 1 to 64 letters, digits, '_' and '-', other than those of other tools and"
                                    + " than 'none', 'auto' and 'required'."));
            JsonNode parameters = function.object("parameters").without(Set.of());
            tools.add(new Tool(
                    name, function.text("description"), parameters.isEmpty() ? ANY_OBJECT : parameters.toString()));
        }
        if (!tools.isEmpty()) {
            request.setTools(tools);
        }
        choice(body, flaws, names, request);
    }

    private static void choice(Fields body, Flaws flaws, Set<String> names, InferenceRequest.Builder request) {
        if (!body.has("tool_choice")) {
            return;
        }
        if (body.get("tool_choice").isTextual()) {
            String choice = body.choice("tool_choice", CHOICES);
            flaws.addIf(
                    names.isEmpty() && !"none".equals(choice),
                    new Flaw.Other(
                            "tool_choice",
                            "Invalid value for 'tool_choice': 'tool_choice' is only allowed when"
                                    + " 'tools' are specified."));
            request.setToolChoice(names.isEmpty() ? null : choice);
            return;
        }
        Fields choice = body.object("tool_choice");
        choice.need("type");
        choice.choice("type", List.of("function"));
        String name = choice.object("function").neededText("name");
        flaws.addIf(
                !names.contains(name),
                new Flaw.Other(
                        "tool_choice.function.name",
                        "Invalid value for 'tool_choice': no function named '"
                                + name.substring(0, Math.min(64, name.length()))
                                + "' was specified in the 'tools' parameter."));
        request.setToolChoice(name);
    }

    static void readFormat(Fields body, Flaws flaws, InferenceRequest.Builder request) {
        if (!body.has("response_format")) {
            return;
        }
        Fields format = body.object("response_format");
        format.need("type");
        switch (format.choice("type", List.of("json_object", "json_schema", "text"))) {
            case "json_object" -> request.setJsonSchema(ANY_OBJECT);
            case "json_schema" -> {
                format.need("json_schema");
                Fields schema = format.object("json_schema");
                schema.neededText("name");
                JsonNode wanted = schema.get("schema");
                flaws.addIf(
                        !wanted.isMissingNode() && !wanted.isObject(),
                        new Flaw.WrongKind(schema.pathOf("schema"), "an object", "something else"));
                request.setJsonSchema(wanted.isObject() ? wanted.toString() : ANY_OBJECT);
            }
            case null, default -> {}
        }
    }
}
