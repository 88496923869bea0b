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
    private static final Set<String> KNOWN = Set.of("inputFileId", "route", "operation", "deadline", "attributes");

    /** Reads a body. */
    public static Reading<OwnJobCreate> read(JsonNode body) {
        Flaws flaws = new Flaws();
        Fields fields = Fields.of(body, "", flaws);
        OwnRequest.onlyKnown(fields, KNOWN, flaws);
        String route = fields.text("route");
        Map<String, String> attributes = fields.map("attributes");
        flaws.addIf(
                attributes.keySet().stream().anyMatch(name -> name.startsWith("tieline.")),
                new Flaw.Other(
                        "attributes", "attributes has a name that begins with 'tieline.', which is Tieline's own"));
        OwnJobCreate create = new OwnJobCreate(
                fields.neededText("inputFileId"),
                route == null ? "" : route,
                "embeddings".equals(fields.choice("operation", List.of("chat", "embeddings")))
                        ? Operation.EMBEDDINGS
                        : Operation.CHAT,
                OwnRequest.time(fields, "deadline", flaws),
                attributes);
        return flaws.reading(OwnErrors.INSTANCE, create);
    }
}
