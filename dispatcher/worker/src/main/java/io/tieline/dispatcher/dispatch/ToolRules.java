package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** Tells what is wrong with tools and calls of them. Pure. */
final class ToolRules {
    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";
    private static final String NAME_IN_WORDS = "1 to 64 letters, digits, _ and -";
    private static final Set<String> CHOICES = Set.of("auto", "none", "required");

    private ToolRules() {}

    /** The tools of a request, and which of them shall be used. */
    static Optional<Problem> offered(InferenceRequest request) {
        Set<String> names = new HashSet<>();
        Optional<Problem> first = Optional.empty();
        for (Tool tool : Messages.orEmpty(request.getTools())) {
            boolean twice = !names.add(tool.getName());
            first = first.or(() -> tool(tool, twice));
        }
        String choice = request.getToolChoice();
        return choice == null ? first : first.or(() -> choice(choice, names));
    }

    private static Optional<Problem> tool(Tool tool, boolean twice) {
        String name = tool.getName();
        return Problem.invalid(!name.matches(NAME), "tools.name", name, NAME_IN_WORDS)
                .or(() -> Problem.invalid(twice, "tools.name", name, "each name once"))
                .or(() -> JsonRules.schema("tools.parameters of " + name, tool.getParameters()));
    }

    private static Optional<Problem> choice(String choice, Set<String> names) {
        return Problem.invalid(names.isEmpty(), "toolChoice", choice, "only beside tools")
                .or(() -> Problem.invalid(
                        !CHOICES.contains(choice) && !names.contains(choice),
                        "toolChoice",
                        choice,
                        "auto, none, required, or the name of a tool that is offered"));
    }

    /** What an assistant asked for earlier, as the caller tells it. */
    static Optional<Problem> called(String place, ToolCall call) {
        return Problem.invalid(call.getId().isBlank(), place + ".id", call.getId(), "the id of the call")
                .or(() ->
                        Problem.invalid(!call.getName().matches(NAME), place + ".name", call.getName(), NAME_IN_WORDS))
                .or(() -> JsonRules.object(place + ".arguments", call.getArguments()));
    }
}
