package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.routing.WireFormat;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a provider says went wrong, in whichever of the known shapes it says so.
 *
 * @param status HTTP status; the error's own numeric code where that came inside a success
 * @param told whether there was an error in a known shape at all, and not just a status
 * @param name the provider's most telling word for it; null: none
 * @param words all its types, codes and reasons in lower case
 * @param message its sentence without secrets and without any part of the request; may be empty
 * @param retryDelay how long to wait, where the body says so
 */
record ProviderError(
        WireFormat format,
        int status,
        boolean told,
        @Nullable String name,
        Set<String> words,
        String message,
        @Nullable Duration retryDelay) {

    /** Word for a Gemini quota that is counted by day, or that is nothing at all. */
    static final String SPENT_FOR_THE_DAY = "tieline:spent_for_the_day";

    /**
     * Reads a body.
     *
     * @param body the document; a missing node where it was no JSON
     * @param safe takes secrets and parts of the request out of a sentence
     */
    static ProviderError of(WireFormat format, int status, JsonNode body, UnaryOperator<String> safe) {
        JsonNode root = body.isArray() ? body.path(0) : body;
        JsonNode error = root.path("error").isObject() ? root.path("error") : root;
        String message = message(root, error);
        Words words = new Words();
        words.readFrom(root, error);
        boolean told = !message.isEmpty() || words.name != null;
        int ownCode = error.path("code").asInt();
        boolean inside = status / 100 == 2 && ownCode >= 400 && ownCode < 600;
        return new ProviderError(
                format,
                inside ? ownCode : status,
                told,
                words.name,
                words.all,
                safe.apply(message),
                retryDelay(error.path("details")));
    }

    /** Whether a body that came with a success is an error all the same. */
    static boolean isIn(JsonNode root) {
        JsonNode error = root.path("error");
        return error.isObject()
                || Completion.textOf(error) != null
                || "error".equals(root.path("type").textValue())
                || "error".equals(root.path("object").textValue());
    }

    /** Only fields that are sentences for people; others, such as a validator's {@code input}, hold the request. */
    private static String message(JsonNode root, JsonNode error) {
        JsonNode message = error.path("message");
        String text = firstText(message, root.path("error"), root.path("detail"), root.path("message"));
        if (text != null) {
            return text;
        }
        JsonNode details = message.path("detail").isArray() ? message.path("detail") : root.path("detail");
        StringBuilder complaints = new StringBuilder();
        for (JsonNode complaint : details) {
            complaints.append(complaints.isEmpty() ? "" : "; ");
            complaint
                    .path("loc")
                    .forEach(step -> complaints.append(step.asText()).append('.'));
            complaints.append(' ').append(complaint.path("msg").asText());
        }
        return complaints.toString();
    }

    private static @Nullable String firstText(JsonNode... nodes) {
        for (JsonNode node : nodes) {
            String text = Completion.textOf(node);
            if (text != null) {
                return text;
            }
        }
        return null;
    }

    private static @Nullable Duration retryDelay(JsonNode details) {
        for (JsonNode detail : details) {
            String delay = detail.path("retryDelay").textValue();
            if (delay != null) {
                return RetryAfter.parse(delay);
            }
        }
        return null;
    }

    /** Collects the words; the one that is read first names the error. */
    private static final class Words {
        private final Set<String> all = new LinkedHashSet<>();
        private @Nullable String name;

        void readFrom(JsonNode root, JsonNode error) {
            JsonNode details = error.path("details");
            add(details.path("error_code"));
            for (JsonNode detail : details) {
                add(detail.path("reason"));
                detail.path("violations").forEach(this::addViolation);
            }
            add(error.path("code"));
            add(error.path("status"));
            add(error.path("type"));
            add(error.path("innererror").path("code"));
            add(root.path("error_type"));
        }

        private void addViolation(JsonNode violation) {
            boolean nothing = "0".equals(violation.path("quotaValue").asText());
            if (nothing || violation.path("quotaId").asText().contains("PerDay")) {
                all.add(SPENT_FOR_THE_DAY);
            }
        }

        /** Servers that repeat the status as a code, or say that the type of an error is an error, say nothing. */
        private void add(JsonNode node) {
            String word = SafeText.word(node.textValue());
            if (word != null && !word.equals("error")) {
                name = name == null ? word : name;
                all.add(word.toLowerCase(Locale.ROOT));
            }
        }
    }
}
