package io.tieline.gateway.anthropic;

import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Tool;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Reads tools. Those that the vendor runs itself are none of ours. */
final class AnthropicTools {
    private static final Set<String> WORDS = Set.of("auto", "none", "required");
    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";

    private AnthropicTools() {}

    static void read(Fields body, Flaws flaws, InferenceRequest.Builder request) {
        List<Tool> tools = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (Fields tool : body.objects("tools")) {
            tool.choice("type", List.of("custom"));
            String name = tool.neededText("name");
            tool.need("input_schema");
            flaws.addIf(
                    !name.matches(NAME),
                    new Flaw.Other(tool.pathOf("name"), "String should match pattern '^[a-zA-Z0-9_-]{1,64}$'"));
            flaws.addIf(
                    !names.add(name) || WORDS.contains(name),
                    new Flaw.Other("tools", "Tool names must be unique, and not auto, none or required."));
            tools.add(new Tool(
                    name,
                    tool.text("description"),
                    tool.object("input_schema").without(Set.of()).toString()));
        }
        if (!tools.isEmpty()) {
            request.setTools(tools);
        }
        if (body.has("tool_choice")) {
            choice(body.object("tool_choice"), flaws, names, request);
        }
    }

    private static void choice(Fields choice, Flaws flaws, Set<String> names, InferenceRequest.Builder request) {
        choice.need("type");
        String type = choice.choice("type", List.of("auto", "any", "tool", "none"));
        flaws.addIf(
                Boolean.TRUE.equals(choice.flag("disable_parallel_tool_use")),
                new Flaw.Unsupported(choice.pathOf("disable_parallel_tool_use"), "true is not supported here"));
        flaws.addIf(
                names.isEmpty() && !"none".equals(type),
                new Flaw.Other("tool_choice", "tool_choice may only be specified while providing tools."));
        if (names.isEmpty()) {
            return;
        }
        switch (type) {
            case "any" -> request.setToolChoice("required");
            case "tool" -> {
                String name = choice.neededText("name");
                flaws.addIf(
                        !names.contains(name), new Flaw.Other("tool_choice.name", "Tool not found in provided tools"));
                request.setToolChoice(name);
            }
            case null, default -> request.setToolChoice(type);
        }
    }
}
