package io.tieline.gateway.own;

import com.fasterxml.jackson.databind.JsonNode;
import io.tieline.gateway.words.Fields;
import io.tieline.gateway.words.Flaw;
import io.tieline.gateway.words.Flaws;
import io.tieline.gateway.words.Reading;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.QualityTier;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A native request: the fields of the record InferenceRequest under the same names.
 *
 * @param request complete but for tenant, createdAt and the place of the reply, and for id and deadline where it names none
 * @param batch whether it goes to the lane batch rather than interactive
 */
public record OwnRequest(InferenceRequest.Builder request, boolean batch) {
    private static final double HOTTEST = 2.0;
    private static final int LONGEST_ID = 200;

    /** What a model reads and how it answers: what an edit of a request may exchange. */
    static final Set<String> CONTENTS = Set.of(
            "messages",
            "inputs",
            "dimensions",
            "maxOutputTokens",
            "temperature",
            "topP",
            "seed",
            "stop",
            "tools",
            "toolChoice",
            "jsonSchema",
            "vendorFields");

    private static final Set<String> BESIDE_CONTENTS = Set.of(
            "requestId",
            "route",
            "lane",
            "deadline",
            "minimumTier",
            "degradedAllowed",
            "maxCallMicroUsd",
            "jurisdictions",
            "fallbackOnRefusal",
            "truncationAllowed",
            "maxAttempts",
            "attributes");

    static final Set<String> KNOWN =
            Stream.concat(CONTENTS.stream(), BESIDE_CONTENTS.stream()).collect(Collectors.toUnmodifiableSet());

    /** Reads a body. */
    public static Reading<OwnRequest> read(JsonNode body) {
        return read(body, "");
    }

    /**
     * Reads a body that may leave out what it asks for.
     *
     * @param route what it then asks for; empty: it must say
     */
    static Reading<OwnRequest> read(JsonNode body, String route) {
        Flaws flaws = new Flaws();
        Fields fields = Fields.of(body, "", flaws);
        onlyKnown(fields, KNOWN, flaws);
        InferenceRequest.Builder request = InferenceRequest.newBuilder()
                .setRoute(!route.isEmpty() && !fields.has("route") ? route : fields.neededText("route"));
        String id = fields.text("requestId");
        if (id != null) {
            flaws.addIf(
                    id.isBlank() || id.length() > LONGEST_ID,
                    new Flaw.Other("requestId", "requestId has " + id.length() + " characters, allowed: 1 to 200"));
            request.setRequestId(id);
        }
        Instant deadline = time(fields, "deadline", flaws);
        if (deadline != null) {
            request.setDeadline(deadline);
        }
        content(fields, flaws, request);
        settings(fields, request);
        wishes(fields, flaws, request);
        String lane = fields.choice("lane", List.of("interactive", "batch"));
        return flaws.reading(OwnErrors.INSTANCE, new OwnRequest(request, "batch".equals(lane)));
    }

    static void onlyKnown(Fields fields, Set<String> known, Flaws flaws) {
        fields.names().stream()
                .filter(name -> !known.contains(name))
                .findFirst()
                .ifPresent(name -> flaws.add(new Flaw.Other(
                        fields.pathOf(name),
                        fields.pathOf(name) + " is not a field of this, allowed: "
                                + known.stream().sorted().collect(Collectors.joining(", ")))));
    }

    static @Nullable Instant time(Fields fields, String name, Flaws flaws) {
        String text = fields.text(name);
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException _) {
            flaws.add(new Flaw.Other(name, name + " is no time, allowed: such as 2030-01-31T12:00:00Z"));
            return null;
        }
    }

    private static void content(Fields fields, Flaws flaws, InferenceRequest.Builder request) {
        boolean vectors = fields.has("inputs");
        flaws.addIf(
                vectors == fields.has("messages"),
                new Flaw.Other("messages", "messages and inputs: allowed is one of both"));
        String name = vectors ? "inputs" : "messages";
        flaws.addIf(
                fields.get(name).isArray() && fields.get(name).isEmpty(),
                new Flaw.Other(name, name + " is '[]', allowed: at least one"));
        request.setInputs(fields.texts("inputs"));
        request.setOperation(vectors ? Operation.EMBEDDINGS : Operation.CHAT);
        request.setDimensions(fields.integer("dimensions", 1));
        request.setMessages(OwnMessages.read(fields, flaws));
        OwnMessages.readTools(fields, request);
        JsonNode schema = fields.object("jsonSchema").without(Set.of());
        request.setJsonSchema(fields.has("jsonSchema") ? schema.toString() : null);
    }

    private static void settings(Fields fields, InferenceRequest.Builder request) {
        request.setMaxOutputTokens(fields.integer("maxOutputTokens", 1))
                .setTemperature(fields.decimal("temperature", 0, HOTTEST))
                .setTopP(fields.decimal("topP", 0, 1))
                .setSeed(fields.bigInteger("seed"))
                .setStop(fields.texts("stop"));
        Fields vendors = fields.object("vendorFields");
        Map<String, String> vendorFields = new HashMap<>();
        vendors.names()
                .forEach(format -> vendorFields.put(
                        format, vendors.object(format).without(Set.of()).toString()));
        request.setVendorFields(vendorFields);
    }

    private static void wishes(Fields fields, Flaws flaws, InferenceRequest.Builder request) {
        List<String> tiers = Arrays.stream(QualityTier.values())
                .map(tier -> tier.name().toLowerCase(Locale.ROOT))
                .toList();
        String tier = fields.choice("minimumTier", tiers);
        Long most = fields.bigInteger("maxCallMicroUsd");
        flaws.addIf(most != null && most < 0, new Flaw.TooSmall("maxCallMicroUsd", "0", String.valueOf(most)));
        Map<String, String> attributes = fields.map("attributes");
        flaws.addIf(
                attributes.keySet().stream().anyMatch(name -> name.startsWith("tieline.")),
                new Flaw.Other(
                        "attributes", "attributes has a name that begins with 'tieline.', which is Tieline's own"));
        request.setMinimumTier(tier == null ? null : QualityTier.valueOf(tier.toUpperCase(Locale.ROOT)))
                .setDegradedAllowed(fields.flag("degradedAllowed"))
                .setMaxCallMicroUsd(most)
                .setJurisdictions(fields.texts("jurisdictions"))
                .setFallbackOnRefusal(fields.flag("fallbackOnRefusal"))
                .setTruncationAllowed(fields.flag("truncationAllowed"))
                .setMaxAttempts(fields.integer("maxAttempts", 1))
                .setAttributes(attributes);
    }
}
