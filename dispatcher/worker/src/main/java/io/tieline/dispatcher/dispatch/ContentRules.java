package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.provider.JsonSchemas;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Tells what is wrong with what a model shall read and answer. Pure. */
final class ContentRules {
    private static final int MOST_INPUTS = 2_048;
    private static final String NAME = "[a-zA-Z0-9_-]{1,64}";
    private static final Set<String> CHOICES = Set.of("auto", "none", "required");

    private ContentRules() {}

    /** The first problem; empty where there is none. */
    static Optional<Problem> check(InferenceRequest request) {
        boolean vectors = request.getOperation() == Operation.EMBEDDINGS;
        return (vectors ? inputs(request) : messages(request))
                .or(() -> tools(Messages.orEmpty(request.getTools()), request.getToolChoice()))
                .or(() -> schema("jsonSchema", request.getJsonSchema()));
    }

    private static Optional<Problem> inputs(InferenceRequest request) {
        List<String> inputs = request.getInputs();
        Integer dimensions = request.getDimensions();
        return Problem.invalid(
                        inputs.isEmpty() || inputs.size() > MOST_INPUTS,
                        "inputs",
                        inputs.size() + " texts",
                        "1 to " + MOST_INPUTS + " texts for EMBEDDINGS")
                .or(() -> Problem.invalid(
                        inputs.stream().anyMatch(String::isBlank), "inputs", "a blank text", "texts with words"))
                .or(() -> Problem.invalid(!request.getMessages().isEmpty(), "messages", "there", "none for EMBEDDINGS"))
                .or(() -> Problem.invalid(dimensions != null && dimensions < 1, "dimensions", dimensions, "1 or more"));
    }

    private static Optional<Problem> messages(InferenceRequest request) {
        List<Message> messages = request.getMessages();
        Optional<Problem> first = Problem.invalid(messages.isEmpty(), "messages", "[]", "at least one message")
                .or(() -> Problem.invalid(!request.getInputs().isEmpty(), "inputs", "there", "none for CHAT"))
                .or(() -> Problem.invalid(
                        messages.stream().noneMatch(ContentRules::saysSomething),
                        "messages",
                        "blank",
                        "at least one message with text"));
        Set<String> calls = new HashSet<>();
        for (int i = 0; i < messages.size() && first.isEmpty(); i++) {
            first = message("messages[" + i + "]", messages.get(i), calls);
            Messages.orEmpty(messages.get(i).getToolCalls()).forEach(call -> calls.add(call.getId()));
        }
        return first;
    }

    private static boolean saysSomething(Message message) {
        return !message.getContent().isBlank()
                || !Messages.orEmpty(message.getParts()).isEmpty()
                || !Messages.orEmpty(message.getToolCalls()).isEmpty()
                || message.getRole() == Role.TOOL;
    }

    private static Optional<Problem> message(String place, Message message, Set<String> calls) {
        boolean result = message.getRole() == Role.TOOL;
        String id = message.getToolCallId();
        List<ContentPart> parts = Messages.orEmpty(message.getParts());
        Optional<Problem> first = Problem.invalid(
                        result != (id != null),
                        place + ".toolCallId",
                        id,
                        "one in messages of the role TOOL, and only there")
                .or(() -> Problem.invalid(
                        id != null && !calls.contains(id),
                        place + ".toolCallId",
                        id,
                        "the id of a tool call before it"))
                .or(() -> Problem.invalid(
                        !Messages.orEmpty(message.getToolCalls()).isEmpty() && message.getRole() != Role.ASSISTANT,
                        place + ".toolCalls",
                        "there",
                        "only in messages of the role ASSISTANT"))
                .or(() -> Problem.invalid(
                        !parts.isEmpty() && !message.getContent().isEmpty(),
                        place + ".content",
                        "beside parts",
                        "one of both"));
        for (ToolCall call : Messages.orEmpty(message.getToolCalls())) {
            first = first.or(() -> Problem.invalid(
                    !JsonSchemas.isObject(call.getArguments()),
                    place + ".toolCalls.arguments",
                    "no JSON object",
                    "a JSON object"));
        }
        for (ContentPart part : parts) {
            first = first.or(() -> part(place + ".parts", part));
        }
        return first;
    }

    private static Optional<Problem> part(String place, ContentPart part) {
        Image image = part.getImage();
        return Problem.invalid(
                        (image == null) == (part.getText() == null), place, "both or neither", "a text or an image")
                .or(() -> image == null ? Optional.empty() : image(place + ".image", image));
    }

    private static Optional<Problem> image(String place, Image image) {
        String url = image.getUrl();
        String type = image.getMediaType();
        return Problem.invalid((url == null) == (image.getData() == null), place, "both or neither", "url or data")
                .or(() -> Problem.invalid(
                        url != null && !url.matches("https?://\\S+"), place + ".url", "no address", "http or https"))
                .or(() -> Problem.invalid(
                        url == null && (type == null || !type.matches("image/[a-z0-9.+-]+")),
                        place + ".mediaType",
                        type,
                        "such as image/png beside data"));
    }

    private static Optional<Problem> tools(List<Tool> tools, @Nullable String choice) {
        Set<String> names = new HashSet<>();
        Optional<Problem> first = Optional.empty();
        for (Tool tool : tools) {
            boolean twice = !names.add(tool.getName());
            first = first.or(() -> Problem.invalid(
                            !tool.getName().matches(NAME),
                            "tools.name",
                            tool.getName(),
                            "1 to 64 letters, digits, _ and -"))
                    .or(() -> Problem.invalid(twice, "tools.name", tool.getName(), "each name once"))
                    .or(() -> schema("tools.parameters of " + tool.getName(), tool.getParameters()));
        }
        return first.or(() -> Problem.invalid(
                choice != null && (tools.isEmpty() || !(CHOICES.contains(choice) || names.contains(choice))),
                "toolChoice",
                choice,
                "auto, none, required, or the name of a tool that is offered"));
    }

    private static Optional<Problem> schema(String field, @Nullable String schema) {
        return Optional.ofNullable(schema)
                .flatMap(JsonSchemas::problemOf)
                .flatMap(why -> Problem.invalid(true, field, "not usable", "a JSON schema; " + why));
    }
}
