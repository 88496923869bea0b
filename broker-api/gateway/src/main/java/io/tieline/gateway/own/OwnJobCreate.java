package io.tieline.gateway.own;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.Operation;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A native job that shall be made.
 *
 * @param route of the requests that name none; empty: each names its own
 * @param deadline when what is unfinished expires; null: as the gateway has it
 */
public record OwnJobCreate(
        String inputFileId,
        String route,
        Operation operation,
        @Nullable Instant deadline,
        Map<String, String> attributes) {
    private static final int LONGEST_FILE_ID = 200;

    /** Names and values together: a job with all that becomes of it has to fit into a record. */
    private static final int LONGEST_ATTRIBUTES = 64 * 1024;

    private static final Set<String> KNOWN = Set.of("inputFileId", "route", "operation", "deadline", "attributes");

    /** Reads a body. */
    public static Reading<OwnJobCreate> read(JsonNode body) {
        Flaws flaws = new Flaws();
        Fields fields = Fields.of(body, "", flaws);
        OwnRequest.onlyKnown(fields, KNOWN, flaws);
        String route = fields.text("route");
        String input = fields.neededText("inputFileId");
        flaws.addIf(
                input.length() > LONGEST_FILE_ID,
                new Flaw.Other(
                        "inputFileId",
                        "inputFileId has " + input.length() + " characters, allowed: 1 to " + LONGEST_FILE_ID));
        Map<String, String> attributes = fields.map("attributes");
        int length = attributes.entrySet().stream()
                .mapToInt(each -> each.getKey().length() + each.getValue().length())
                .sum();
        flaws.addIf(
                length > LONGEST_ATTRIBUTES,
                new Flaw.Other(
                        "attributes",
                        "attributes has " + length + " characters, allowed: up to " + LONGEST_ATTRIBUTES));
        flaws.addIf(
                attributes.keySet().stream().anyMatch(name -> name.startsWith("tieline.")),
                new Flaw.Other(
                        "attributes", "attributes has a name that begins with 'tieline.', which is Tieline's own"));
        OwnJobCreate create = new OwnJobCreate(
                input,
                route == null ? "" : route,
                "embeddings".equals(fields.choice("operation", List.of("chat", "embeddings")))
                        ? Operation.EMBEDDINGS
                        : Operation.CHAT,
                OwnRequest.time(fields, "deadline", flaws),
                attributes);
        return flaws.reading(OwnErrors.INSTANCE, create);
    }
}
