package io.tieline.client;

import static io.tieline.client.Checks.check;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import io.tieline.schemas.avro.ToolCall;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what a request for an answer consists of: a conversation, and what the answer shall be like. */
public final class ChatBuilder extends RequestBuilder<ChatBuilder> {
    private static final double HOTTEST = 2.0;

    private final Conversation conversation = new Conversation();
    private final Map<String, Tool> tools = new LinkedHashMap<>();
    private @Nullable ToolChoice toolChoice;

    ChatBuilder(String route) {
        super(route);
    }

    @Override
    ChatBuilder self() {
        return this;
    }

    /** Adds an instruction for the model. */
    public ChatBuilder system(String content) {
        conversation.say(Role.SYSTEM, content);
        return this;
    }

    /** Adds what the user said. */
    public ChatBuilder user(String content) {
        conversation.say(Role.USER, content);
        return this;
    }

    /** Adds what the user said and showed. Only models that can look at pictures are asked. */
    public ChatBuilder user(Content... content) {
        conversation.show(content);
        return this;
    }

    /** Adds what the model answered earlier. */
    public ChatBuilder assistant(String content) {
        conversation.say(Role.ASSISTANT, content);
        return this;
    }

    /**
     * Adds what the model asked for earlier, such as {@link Reply#toolCalls()}; the results of all calls come next.
     *
     * @param content what it said besides; may be empty
     */
    public ChatBuilder assistant(String content, List<ToolCall> toolCalls) {
        conversation.call(content, toolCalls);
        return this;
    }

    /** Adds what came of a tool call of the message before. */
    public ChatBuilder toolResult(String toolCallId, String result) {
        conversation.result(toolCallId, result);
        return this;
    }

    /**
     * Adds a tool that the model may ask for; the caller runs it.
     *
     * @param name 1 to 64 letters, digits, underscores and hyphens
     * @param description what it is for, in words for the model; empty: none
     * @param parameters JSON schema of its arguments
     */
    public ChatBuilder tool(String name, String description, String parameters) {
        boolean free = !ToolChoice.WORDS.contains(name) && !tools.containsKey(name);
        check(
                name.matches("[a-zA-Z0-9_-]{1,64}") && free,
                "tool",
                name,
                "1 to 64 letters, digits, _ and -, not the name of another tool, not auto, none or required");
        String schema = JsonObjects.require("tool.parameters", parameters);
        tools.put(name, new Tool(name, description.isBlank() ? null : description, schema));
        return this;
    }

    /** Whether the model asks for a tool. Default: as it likes. */
    public ChatBuilder toolChoice(ToolChoice choice) {
        toolChoice = choice;
        return this;
    }

    /** Most tokens that the model may generate, 1 or more. Default: that of the endpoint. */
    public ChatBuilder maxOutputTokens(int tokens) {
        check(tokens >= 1, "maxOutputTokens", tokens, "1 or more");
        template().setMaxOutputTokens(tokens);
        return this;
    }

    /** Sampling temperature, 0 to 2. Default: that of the model. */
    public ChatBuilder temperature(double temperature) {
        check(temperature >= 0 && temperature <= HOTTEST, "temperature", temperature, "0 to " + HOTTEST);
        template().setTemperature(temperature);
        return this;
    }

    /** Nucleus sampling, above 0 to 1. Default: that of the model. */
    public ChatBuilder topP(double topP) {
        check(topP > 0 && topP <= 1, "topP", topP, "above 0 to 1");
        template().setTopP(topP);
        return this;
    }

    /** Seed for repeatable sampling; only endpoints that offer it are asked. Default: none. */
    public ChatBuilder seed(long seed) {
        template().setSeed(seed);
        return this;
    }

    /** Sequences that end the generation. Default: none. */
    public ChatBuilder stop(List<String> sequences) {
        check(sequences.stream().noneMatch(String::isEmpty), "stop", sequences, "sequences of one character or more");
        template().setStop(List.copyOf(sequences));
        return this;
    }

    /** JSON schema that the answer must match; one that doesn't never counts as an answer. Default: free text. */
    public ChatBuilder jsonSchema(String schema) {
        template().setJsonSchema(JsonObjects.require("jsonSchema", schema));
        return this;
    }

    /** Whether another model is asked where one refuses for its content policy. Default: no. */
    public ChatBuilder fallbackOnRefusal(boolean wanted) {
        template().setFallbackOnRefusal(wanted);
        return this;
    }

    /** Whether an answer that was cut off at the limit of output tokens counts as one. Default: no. */
    public ChatBuilder truncationAllowed(boolean allowed) {
        template().setTruncationAllowed(allowed);
        return this;
    }

    @Override
    void complete(InferenceRequest.Builder request) {
        request.setMessages(conversation.complete());
        if (!tools.isEmpty()) {
            request.setTools(List.copyOf(tools.values()));
        }
        if (toolChoice != null) {
            String wire = toolChoice.wire();
            boolean possible = tools.containsKey(wire) || (!tools.isEmpty() && ToolChoice.WORDS.contains(wire));
            check(
                    possible,
                    "toolChoice",
                    wire,
                    "auto, none or required beside tools, or one of these: " + tools.keySet());
            request.setToolChoice(wire);
        }
    }
}
