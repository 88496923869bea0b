package io.tieline.gateway.openai;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch that shall be made.
 *
 * @param window after which what is unfinished expires
 * @param metadata labels of the caller's own
 * @param outputExpiresAfter how long its files are kept; null: as long as all are
 */
public record BatchCreate(
        String inputFileId,
        Operation operation,
        Duration window,
        Map<String, String> metadata,
        @Nullable Duration outputExpiresAfter) {
    static final String CHAT = "/v1/chat/completions";
    static final String EMBEDDINGS = "/v1/embeddings";
    static final String WINDOW = "24h";

    /** Longer than any that there is. */
    private static final int LONGEST_FILE_ID = 200;

    private static final int MOST_PAIRS = 16;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 512;
    private static final int SHORTEST_SECONDS = 3_600;
    private static final int LONGEST_SECONDS = 2_592_000;

    /** Reads a body. Whether the file is there is for others to say. */
    public static Reading<BatchCreate> read(JsonNode body) {
        Flaws flaws = new Flaws();
        Fields fields = Fields.of(body, "", flaws);
        String input = fields.neededText("input_file_id");
        flaws.addIf(
                input.length() > LONGEST_FILE_ID,
                new Flaw.Other(
                        "input_file_id",
                        "Invalid 'input_file_id': string too long. Expected a string with maximum length "
                                + LONGEST_FILE_ID + ", but got a string with length " + input.length() + " instead."));
        fields.need("endpoint");
        String endpoint = fields.choice("endpoint", List.of(CHAT, EMBEDDINGS));
        fields.need("completion_window");
        fields.choice("completion_window", List.of(WINDOW));
        BatchCreate create = new BatchCreate(
                input,
                EMBEDDINGS.equals(endpoint) ? Operation.EMBEDDINGS : Operation.CHAT,
                Duration.ofDays(1),
                metadata(fields, flaws),
                outputExpiry(fields, flaws));
        return flaws.reading(OpenAiErrors.INSTANCE, create);
    }

    private static Map<String, String> metadata(Fields fields, Flaws flaws) {
        Map<String, String> metadata = fields.map("metadata");
        flaws.addIf(
                metadata.size() > MOST_PAIRS,
                new Flaw.Other(
                        "metadata",
                        "Invalid 'metadata': too many properties. Expected an object with at most "
                                + MOST_PAIRS + " properties, but got an object with " + metadata.size()
                                + " properties instead."));
        metadata.forEach((key, value) -> {
            flaws.addIf(
                    key.length() > LONGEST_KEY || key.startsWith("tieline."),
                    new Flaw.Other(
                            "metadata",
                            "Invalid 'metadata': keys have at most " + LONGEST_KEY
                                    + " characters and do not begin with 'tieline.'."));
            flaws.addIf(
                    value.length() > LONGEST_VALUE,
                    new Flaw.Other(
                            "metadata." + key,
                            "Invalid 'metadata." + key + "': string too long. Expected a string with maximum"
                                    + " length " + LONGEST_VALUE + ", but got a string with length " + value.length()
                                    + " instead."));
        });
        return metadata;
    }

    private static @Nullable Duration outputExpiry(Fields fields, Flaws flaws) {
        if (!fields.has("output_expires_after")) {
            return null;
        }
        Fields expiry = fields.object("output_expires_after");
        expiry.need("anchor");
        expiry.choice("anchor", List.of("created_at"));
        expiry.need("seconds");
        Integer seconds = expiry.integer("seconds", SHORTEST_SECONDS);
        flaws.addIf(
                seconds != null && seconds > LONGEST_SECONDS,
                new Flaw.TooLarge(expiry.pathOf("seconds"), String.valueOf(LONGEST_SECONDS), String.valueOf(seconds)));
        return seconds == null ? null : Duration.ofSeconds(seconds);
    }
}
