package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.ToolCall;
import io.tieline.schemas.avro.Usage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says it completed.
 *
 * @param text may be empty
 * @param toolCalls tools that the model asks for
 * @param word why it stopped, in its own word; null: it didn't say
 * @param refused whether it declined to answer, whatever the word
 * @param usage what it bills; null: it didn't say
 */
record Completion(
        String text,
        List<ToolCall> toolCalls,
        @Nullable String word,
        boolean refused,
        @Nullable Usage usage) {
    static final String STOP = "stop";
    static final String LENGTH = "length";
    static final String TOOL_CALLS = "tool_calls";

    private static final String WINDOW_FULL = "model_context_window_exceeded";

    private static final String UNSAID = "unknown";

    /** The formats' words don't contradict each other, and servers of one format borrow words of another. */
    private static final Map<String, String> REASONS = Map.ofEntries(
            Map.entry("stop", STOP),
            Map.entry("end_turn", STOP),
            Map.entry("stop_sequence", STOP),
            Map.entry("eos", STOP),
            Map.entry("eos_token", STOP),
            Map.entry("length", LENGTH),
            Map.entry("max_tokens", LENGTH),
            Map.entry("model_length", LENGTH),
            Map.entry(WINDOW_FULL, LENGTH),
            Map.entry("tool_calls", TOOL_CALLS),
            Map.entry("tool_use", TOOL_CALLS),
            Map.entry("function_call", TOOL_CALLS));

    private static final Map<String, ErrorCode> FAILURES = Map.ofEntries(
            Map.entry("content_filter", ErrorCode.REQUEST_CONTENT_POLICY),
            Map.entry("refusal", ErrorCode.REQUEST_CONTENT_POLICY),
            Map.entry("safety", ErrorCode.REQUEST_CONTENT_POLICY),
            Map.entry("recitation", ErrorCode.REQUEST_CONTENT_POLICY),
            Map.entry("blocklist", ErrorCode.REQUEST_CONTENT_POLICY),
            Map.entry("prohibited_content", ErrorCode.REQUEST_CONTENT_POLICY),
            Map.entry("spii", ErrorCode.REQUEST_CONTENT_POLICY),
            Map.entry("image_safety", ErrorCode.REQUEST_CONTENT_POLICY),
            Map.entry("image_prohibited_content", ErrorCode.REQUEST_CONTENT_POLICY),
            Map.entry("error", ErrorCode.PROVIDER_SERVER_ERROR),
            Map.entry("insufficient_system_resource", ErrorCode.PROVIDER_OVERLOADED));

    Completion {
        word = SafeText.word(word);
        toolCalls = List.copyOf(toolCalls);
    }

    /** Why this is no answer; empty where it is one. A partial text beside a refusal is none. */
    Optional<ErrorCode> failure() {
        if (refused) {
            return Optional.of(ErrorCode.REQUEST_CONTENT_POLICY);
        }
        return Optional.ofNullable(FAILURES.get(lowerCaseWord()));
    }

    /** An empty answer is never one. */
    boolean isEmpty() {
        return text.isBlank() && toolCalls.isEmpty();
    }

    /** Whether it would have gone on, had it been allowed to. */
    boolean isCutOff() {
        return finishReason().equals(LENGTH);
    }

    /** Whether that was for the context window, and not for a limit of output tokens. */
    boolean filledTheWindow() {
        return lowerCaseWord().equals(WINDOW_FULL);
    }

    /** {@code stop}, {@code length}, {@code tool_calls}, or the provider's own word in lower case. */
    String finishReason() {
        // Gemini says STOP.
        if (!toolCalls.isEmpty() && STOP.equals(REASONS.get(lowerCaseWord()))) {
            return TOOL_CALLS;
        }
        return REASONS.getOrDefault(lowerCaseWord(), lowerCaseWord());
    }

    private String lowerCaseWord() {
        return word == null ? UNSAID : word.toLowerCase(Locale.ROOT);
    }

    /** Text of a node; null where it is none or empty. */
    static @Nullable String textOf(JsonNode node) {
        return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
    }

    /** Id of a tool call; servers that give none get one by its place. */
    static String idOf(JsonNode id, int place) {
        String told = textOf(id);
        return told == null ? "call-" + (place + 1) : told;
    }

    /** A vector; empty where it is none. */
    static List<Float> vectorOf(JsonNode values) {
        List<Float> vector = new ArrayList<>(values.size());
        for (JsonNode value : values) {
            if (!value.isNumber()) {
                return List.of();
            }
            vector.add((float) value.asDouble());
        }
        return vector;
    }

    /**
     * Usage by the provider's own figures; null where it gives none. Gemini leaves counts of zero out.
     *
     * @param input fields that add up to the tokens read; the first must be there
     * @param output fields that add up to the tokens generated
     * @param cached figure of the tokens read that the provider had in its cache; may be missing
     */
    static @Nullable Usage usageOf(JsonNode figures, String[] input, String[] output, JsonNode cached) {
        return figures.path(input[0]).isIntegralNumber()
                ? new Usage(sum(figures, input), sum(figures, output), false, count(cached))
                : null;
    }

    private static long count(JsonNode figure) {
        return Math.clamp(figure.asLong(), 0, Integer.MAX_VALUE);
    }

    private static long sum(JsonNode figures, String... fields) {
        long sum = 0;
        for (String field : fields) {
            sum += count(figures.path(field));
        }
        return sum;
    }
}
