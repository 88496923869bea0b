package io.tieline.client;

import static io.tieline.client.Checks.check;

import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.ToolCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Messages, oldest first, of which every provider can make sense: the result of each tool call follows it, before anybody
 * says anything else. Not thread-safe.
 */
final class Conversation {
    private final List<Message> messages = new ArrayList<>();
    private final Set<String> openCalls = new LinkedHashSet<>();

    void say(Role role, String content) {
        add(Messages.text(role, content));
    }

    void show(Content... content) {
        check(content.length > 0, "content", Arrays.toString(content), "at least one piece");
        add(new Message(Role.USER, "", Arrays.stream(content).map(Content::part).toList(), null, null));
    }

    void call(String content, List<ToolCall> calls) {
        check(!calls.isEmpty(), "toolCalls", calls, "at least one");
        Set<String> ids = new LinkedHashSet<>();
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            String field = "toolCalls[" + i + "]";
            check(!call.getId().isBlank() && ids.add(call.getId()), field + ".id", call.getId(), "an id of its own");
            check(!call.getName().isBlank(), field + ".name", call.getName(), "the name of a tool");
            JsonObjects.require(field + ".arguments", call.getArguments());
        }
        add(new Message(Role.ASSISTANT, content, null, List.copyOf(calls), null));
        openCalls.addAll(ids);
    }

    void result(String toolCallId, String result) {
        check(openCalls.remove(toolCallId), "toolCallId", toolCallId, "a call that waits for its result: " + openCalls);
        messages.add(new Message(Role.TOOL, result, null, null, toolCallId));
    }

    /** All messages. */
    List<Message> complete() {
        check(!messages.isEmpty(), "messages", messages, "at least one message");
        checkNoOpenCalls();
        return List.copyOf(messages);
    }

    private void add(Message message) {
        checkNoOpenCalls();
        messages.add(message);
    }

    private void checkNoOpenCalls() {
        check(openCalls.isEmpty(), "toolCalls", openCalls, "calls whose results come right behind them");
    }
}
