package io.tieline.sim.model;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.sim.text.Summarizer;
import io.tieline.sim.text.Summary;
import io.tieline.sim.text.TokenCount;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Stands for a model. It summarises; it calls the tools that the user names last as {@code call:NAME}, and the first one
 * if it must call and none is named; it tells what tools gave back and which images it saw; and it answers with an
 * instance of the schema where one is asked for. Pure.
 */
public final class Model {
    private static final Pattern CALL = Pattern.compile("\\bcall:([a-zA-Z0-9_.:-]*[a-zA-Z0-9_-])");
    private static final String SORRY = "I'm sorry, but I can't help with that.";

    /** Texts within JSON are no longer: a summary, not the document. */
    private static final int TOKENS_OF_A_VALUE = 50;

    private Model() {}

    public static Answer answer(Prompt prompt) {
        List<ToolCall> calls = calls(prompt);
        if (!calls.isEmpty()) {
            Answer answer = new Answer.Calls(calls);
            return answer.tokens() <= prompt.maxTokens() ? answer : new Answer.Text("", true);
        }
        JsonNode schema = prompt.schema();
        if (schema != null) {
            return text(SchemaInstance.of(schema, value(prompt)).toString(), prompt.maxTokens());
        }
        if (prompt.results().isEmpty() && prompt.images().isEmpty()) {
            Summary summary = Summarizer.summarize(prompt.text(), prompt.maxTokens());
            return new Answer.Text(summary.text(), summary.cut());
        }
        return text(told(prompt), prompt.maxTokens());
    }

    /** JSON that doesn't match the schema that was asked for; the usual answer where none was. */
    public static Answer mismatched(Prompt prompt) {
        JsonNode schema = prompt.schema();
        return schema == null || answer(prompt) instanceof Answer.Calls
                ? answer(prompt)
                : text(SchemaInstance.broken(schema, value(prompt)).toString(), prompt.maxTokens());
    }

    public static Answer refusal() {
        return new Answer.Refusal(SORRY);
    }

    private static List<ToolCall> calls(Prompt prompt) {
        ToolUse use = prompt.tools();
        if (use.tools().isEmpty() || (!prompt.results().isEmpty() && !use.mustCall())) {
            return List.of();
        }
        List<ToolCall> calls = new ArrayList<>();
        Matcher named = CALL.matcher(prompt.lastText());
        while (named.find()) {
            String name = named.group(1);
            use.tools().stream()
                    .filter(tool -> tool.name().equals(name))
                    .findFirst()
                    .ifPresent(tool -> calls.add(call(tool)));
        }
        if (calls.isEmpty() && use.mustCall()) {
            calls.add(call(use.tools().getFirst()));
        }
        return use.parallel() || calls.isEmpty() ? calls : List.of(calls.getFirst());
    }

    private static ToolCall call(Tool tool) {
        JsonNode made = SchemaInstance.of(tool.schema(), "example");
        return new ToolCall(tool.name(), made.isObject() ? made : SchemaInstance.empty());
    }

    private static String told(Prompt prompt) {
        List<String> sentences = new ArrayList<>();
        for (ToolResult result : prompt.results()) {
            sentences.add(result.tool() + " gave: " + result.text());
        }
        if (!prompt.images().isEmpty()) {
            int count = prompt.images().size();
            sentences.add(prompt.images().stream()
                    .map(Image::toString)
                    .collect(Collectors.joining("; ", "Saw " + count + (count == 1 ? " image: " : " images: "), ".")));
        }
        if (prompt.results().isEmpty() && !prompt.text().isBlank()) {
            sentences.add(
                    Summarizer.summarize(prompt.text(), prompt.maxTokens()).text());
        }
        return String.join(" ", sentences);
    }

    private static String value(Prompt prompt) {
        return prompt.results().isEmpty() && prompt.images().isEmpty()
                ? Summarizer.summarize(prompt.text(), TOKENS_OF_A_VALUE).text()
                : TokenCount.cut(told(prompt), TOKENS_OF_A_VALUE);
    }

    private static Answer text(String whole, int maxTokens) {
        String shown = TokenCount.cut(whole, maxTokens);
        return new Answer.Text(shown, shown.length() < whole.length());
    }
}
