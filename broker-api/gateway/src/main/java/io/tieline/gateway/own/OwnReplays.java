package io.tieline.gateway.own;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Listing;
import io.tieline.gateway.words.Reading;
import io.tieline.replay.run.NewReplay;
import io.tieline.replay.run.NewReplay.Limits;
import io.tieline.replay.run.Preview;
import io.tieline.replay.select.Selection;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayOverrides;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads and writes replays. */
public final class OwnReplays {
    private static final double MILLIS = 1_000;
    private static final Set<String> FIELDS = Set.of(
            "selection",
            "overrides",
            "edit",
            "answeredToo",
            "perSecond",
            "rampSeconds",
            "mostOpen",
            "failureLimit",
            "failureWindow",
            "maxGeneration",
            "why",
            "dryRun");
    private static final Set<String> OVERRIDES = Set.of(
            "route",
            "endpointsOnly",
            "endpointsDenied",
            "lane",
            "deadlineSeconds",
            "maxOutputTokens",
            "temperature",
            "topP",
            "maxAttempts",
            "maxCallMicroUsd");

    private OwnReplays() {}

    /**
     * Reads an order.
     *
     * @param by who gives it
     * @throws IllegalArgumentException if it is none, with what is wrong with it
     */
    public static NewReplay read(JsonNode body, String by) {
        onlyKnown(body, "", FIELDS);
        JsonNode overrides = body.path("overrides");
        onlyKnown(overrides, "overrides.", OVERRIDES);
        return new NewReplay(
                Selection.of(body.hasNonNull("selection") ? body.get("selection") : Json.object()),
                overrides(overrides),
                body.hasNonNull("edit") ? edited(body.get("edit")) : null,
                body.path("answeredToo").asBoolean(),
                limits(body),
                by,
                body.path("why").asText(""));
    }

    private static void onlyKnown(JsonNode node, String path, Set<String> known) {
        node.fieldNames().forEachRemaining(name -> {
            if (!known.contains(name)) {
                throw new IllegalArgumentException(
                        path + name + " is no field of a replay, allowed: " + new TreeSet<>(known));
            }
        });
    }

    private static ReplayOverrides overrides(JsonNode node) {
        Number seconds = number(node, "deadlineSeconds");
        Number tokens = number(node, "maxOutputTokens");
        Number temperature = number(node, "temperature");
        Number topP = number(node, "topP");
        Number attempts = number(node, "maxAttempts");
        Number most = number(node, "maxCallMicroUsd");
        return ReplayOverrides.newBuilder()
                .setRoute(node.hasNonNull("route") ? node.get("route").asText() : null)
                .setEndpointsOnly(words(node, "endpointsOnly"))
                .setEndpointsDenied(words(node, "endpointsDenied"))
                .setLane(node.hasNonNull("lane") ? node.get("lane").asText() : null)
                .setDeadlineMillis(seconds == null ? null : Math.round(seconds.doubleValue() * MILLIS))
                .setMaxOutputTokens(tokens == null ? null : tokens.intValue())
                .setTemperature(temperature == null ? null : temperature.doubleValue())
                .setTopP(topP == null ? null : topP.doubleValue())
                .setMaxAttempts(attempts == null ? null : attempts.intValue())
                .setMaxCallMicroUsd(most == null ? null : most.longValue())
                .build();
    }

    private static @Nullable Number number(JsonNode node, String name) {
        JsonNode value = node.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isNumber()) {
            throw new IllegalArgumentException(name + " is '" + value + "', allowed: a number");
        }
        return value.numberValue();
    }

    private static List<String> words(JsonNode node, String name) {
        JsonNode list = node.path(name);
        if (!list.isMissingNode() && !list.isArray()) {
            throw new IllegalArgumentException(name + " is '" + list + "', allowed: a list of ids of endpoints");
        }
        List<String> words = new ArrayList<>();
        list.forEach(each -> words.add(each.asText()));
        return words;
    }

    /**
     * Reads the contents that a request shall have instead of its own, in the native words. Route, tenant and the like
     * stay the request's own, and can't be named.
     *
     * @throws IllegalArgumentException if they are none, with what is wrong with them
     */
    public static InferenceRequest edited(JsonNode contents) {
        contents.fieldNames().forEachRemaining(name -> {
            if (!OwnRequest.CONTENTS.contains(name)) {
                throw new IllegalArgumentException(
                        "edit." + name + " is none of the contents, allowed: " + new TreeSet<>(OwnRequest.CONTENTS)
                                + ". All else stays the request's own, but for what overrides change");
            }
        });
        return switch (OwnRequest.read(contents, "its own")) {
            case Reading.Fine<OwnRequest>(OwnRequest read) ->
                read.request()
                        .setRequestId("edited")
                        .setTenant("its own")
                        .setCreatedAt(Instant.EPOCH)
                        .setDeadline(Instant.EPOCH)
                        .build();
            case Reading.Refused<OwnRequest> refused ->
                throw new IllegalArgumentException("edit: " + refused.error().message());
        };
    }

    private static Limits limits(JsonNode body) {
        Limits usual = Limits.USUAL;
        Number ramp = number(body, "rampSeconds");
        return new Limits(
                or(number(body, "perSecond"), usual.perSecond()).doubleValue(),
                ramp == null ? usual.ramp() : Duration.ofMillis(Math.round(ramp.doubleValue() * MILLIS)),
                or(number(body, "mostOpen"), usual.mostOpen()).intValue(),
                or(number(body, "failureLimit"), usual.failureLimit()).doubleValue(),
                or(number(body, "failureWindow"), usual.failureWindow()).intValue(),
                or(number(body, "maxGeneration"), usual.maxGeneration()).intValue());
    }

    private static Number or(@Nullable Number given, Number usual) {
        return given == null ? usual : given;
    }

    /** In small letters. */
    public static String state(Replay replay) {
        return replay.getState().name().toLowerCase(Locale.ROOT);
    }

    public static ObjectNode of(Replay replay) {
        ObjectNode object = Json.object()
                .put("id", replay.getReplayId())
                .put("state", state(replay))
                .put("reason", replay.getReason());
        Json.read(replay.getSelection()).ifPresent(selection -> object.set("selection", selection));
        object.put("requestedBy", replay.getRequestedBy()).put("why", replay.getWhy());
        object.putObject("counts")
                .put("selected", replay.getSelected())
                .put("replayed", replay.getReplayed())
                .put("succeeded", replay.getSucceeded())
                .put("failed", replay.getFailed())
                .put("open", replay.getReplayed() - replay.getSucceeded() - replay.getFailed())
                .put("skippedAnswered", replay.getSkippedAnswered())
                .put("skippedOpen", replay.getSkippedOpen())
                .put("quarantined", replay.getQuarantined())
                .put("refused", replay.getRefused());
        object.put("refusal", replay.getRefusal());
        overrides(replay.getOverrides(), object.putObject("overrides"));
        object.put("perSecond", replay.getPerSecond())
                .put("rampSeconds", replay.getRampMillis() / MILLIS)
                .put("mostOpen", replay.getMostOpen())
                .put("failureLimit", replay.getFailureLimit())
                .put("failureWindow", replay.getFailureWindow())
                .put("maxGeneration", replay.getMaxGeneration())
                .put("answeredToo", replay.getAnsweredToo())
                .put("createdAt", text(replay.getCreatedAt()))
                .put("startedAt", text(replay.getStartedAt()))
                .put("endedAt", text(replay.getEndedAt()));
        var audit = object.putArray("audit");
        replay.getAudit()
                .forEach(order -> audit.addObject()
                        .put("order", order.getKind().toLowerCase(Locale.ROOT))
                        .put("by", order.getBy())
                        .put("why", order.getWhy())
                        .put("at", text(order.getAt())));
        return object;
    }

    private static void overrides(@Nullable ReplayOverrides overrides, ObjectNode object) {
        if (overrides == null) {
            return;
        }
        Long millis = overrides.getDeadlineMillis();
        object.put("route", overrides.getRoute())
                .put("lane", overrides.getLane())
                .put("deadlineSeconds", millis == null ? null : (Double) (millis / MILLIS))
                .put("maxOutputTokens", overrides.getMaxOutputTokens())
                .put("temperature", overrides.getTemperature())
                .put("topP", overrides.getTopP())
                .put("maxAttempts", overrides.getMaxAttempts())
                .put("maxCallMicroUsd", overrides.getMaxCallMicroUsd());
        overrides.getEndpointsOnly().forEach(object.putArray("endpointsOnly")::add);
        overrides.getEndpointsDenied().forEach(object.putArray("endpointsDenied")::add);
    }

    private static @Nullable String text(@Nullable Instant time) {
        return time == null ? null : time.toString();
    }

    public static ObjectNode of(Preview preview) {
        ObjectNode object = Json.object().put("dryRun", true);
        object.putObject("counts")
                .put("selected", preview.selected())
                .put("replayed", preview.published())
                .put("skippedAnswered", preview.skippedAnswered())
                .put("skippedOpen", preview.skippedOpen())
                .put("quarantined", preview.quarantined())
                .put("refused", preview.refused());
        object.put("inputTokens", preview.inputTokens())
                .put("mostOutputTokens", preview.mostOutputTokens())
                .put("mostMicroUsd", preview.mostMicroUsd());
        ObjectNode targets = object.putObject("targets");
        for (Map.Entry<String, Long> target : preview.targets().entrySet()) {
            targets.put(target.getKey(), target.getValue());
        }
        preview.refusals().forEach(object.putArray("refusals")::add);
        return object;
    }

    /** All replays. */
    public static ObjectNode page(List<ObjectNode> items) {
        return Listing.of(items, false);
    }
}
