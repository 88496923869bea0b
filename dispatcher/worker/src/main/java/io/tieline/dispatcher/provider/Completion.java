package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Usage;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says it completed.
 *
 * @param text may be empty
 * @param word why it stopped, in its own word; null: it didn't say
 * @param refused whether it declined to answer, whatever the word
 * @param usage what it bills; null: it didn't say
 */
record Completion(
        String text,
        @Nullable String word,
        boolean refused,
        @Nullable Usage usage) {
    static final String STOP = "stop";
    static final String LENGTH = "length";

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
            Map.entry("model_context_window_exceeded", LENGTH));

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
    }

    /** Why this is no answer; empty where it is one. A partial text beside a refusal is none. */
    Optional<ErrorCode> failure() {
        if (refused) {
            return Optional.of(ErrorCode.REQUEST_CONTENT_POLICY);
        }
        ErrorCode byWord = FAILURES.get(lowerCaseWord());
        if (byWord != null) {
            return Optional.of(byWord);
        }
        return text.isBlank() ? Optional.of(ErrorCode.PROVIDER_INVALID_OUTPUT) : Optional.empty();
    }

    /** {@code stop}, {@code length}, or the provider's own word in lower case. */
    String finishReason() {
        return REASONS.getOrDefault(lowerCaseWord(), lowerCaseWord());
    }

    private String lowerCaseWord() {
        return word == null ? UNSAID : word.toLowerCase(Locale.ROOT);
    }

    /** Text of a node; null where it is none or empty. */
    static @Nullable String textOf(JsonNode node) {
        return node.isTextual() && !node.textValue().isEmpty() ? node.textValue() : null;
    }

    /**
     * Usage by the provider's own figures; null where it gives none. Gemini leaves counts of zero out.
     *
     * @param input fields that add up to the tokens read; the first must be there
     * @param output fields that add up to the tokens generated
     */
    static @Nullable Usage usageOf(JsonNode figures, String[] input, String[] output) {
        return figures.path(input[0]).isIntegralNumber()
                ? new Usage(sum(figures, input), sum(figures, output), false, 0L)
                : null;
    }

    private static long sum(JsonNode figures, String... fields) {
        long sum = 0;
        for (String field : fields) {
            sum += Math.clamp(figures.path(field).asLong(), 0, Integer.MAX_VALUE);
        }
        return sum;
    }
}
