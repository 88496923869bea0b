package io.tieline.replay.run;

import io.tieline.replay.select.Found;
import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Exclusion;
import io.tieline.routing.Outage;
import io.tieline.routing.Plan;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.schemas.Replays;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayMark;
import io.tieline.schemas.avro.ReplayOverrides;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Makes the request that is published for a selected one. Tenant, jurisdictions, job, labels and where the reply goes stay
 * as they are, and which endpoints may serve it can only become fewer. Pure.
 */
final class Again {
    private static final Duration SHORTEST = Duration.ofMinutes(1);
    private static final int MOST_REASONS = 3;

    private final Replay replay;
    private final Catalogue catalogue;

    Again(Replay replay, Catalogue catalogue) {
        this.replay = replay;
        this.catalogue = catalogue;
    }

    /** What becomes of it. */
    sealed interface Result {
        /** A request, and who may serve it. */
        record Made(InferenceRequest request, Plan plan) implements Result {}

        /** It can't be run again like this. */
        record Refused(String why) implements Result {}
    }

    Result of(Found found, int generation, Instant now) {
        InferenceRequest before = found.request();
        if (before == null) {
            return refused(found, "its letter holds no request: it could not be decoded, or was too large");
        }
        ReplayMark mark = new ReplayMark(found.original(), replay.getReplayId(), generation);
        InferenceRequest.Builder request = InferenceRequest.newBuilder(before);
        InferenceRequest edited = replay.getEdited();
        if (edited != null) {
            exchange(request, edited);
        }
        Instant createdAt = now.truncatedTo(ChronoUnit.MILLIS);
        request.setRequestId(Replays.requestId(mark))
                .setReplayOf(mark)
                .setCreatedAt(createdAt)
                .setDeadline(createdAt.plus(patience(before)));
        ReplayOverrides overrides = replay.getOverrides();
        if (overrides != null && !override(request, overrides)) {
            return refused(found, "it allows " + before.getEndpointsOnly() + " alone, and the replay others");
        }
        return plan(found, request.build());
    }

    private static Result refused(Found found, String why) {
        return new Result.Refused(found.requestId() + ": " + why);
    }

    private Duration patience(InferenceRequest before) {
        ReplayOverrides overrides = replay.getOverrides();
        Long millis = overrides == null ? null : overrides.getDeadlineMillis();
        if (millis != null) {
            return Duration.ofMillis(Math.min(millis, NewReplay.LONGEST_DEADLINE.toMillis()));
        }
        // Whoever wrote it to the topic may have asked for anything.
        Duration asked = Duration.between(before.getCreatedAt(), before.getDeadline());
        Duration most = asked.compareTo(NewReplay.LONGEST_DEADLINE) > 0 ? NewReplay.LONGEST_DEADLINE : asked;
        return most.compareTo(SHORTEST) < 0 ? SHORTEST : most;
    }

    /** False where nobody is left who may serve it. */
    private static boolean override(InferenceRequest.Builder request, ReplayOverrides overrides) {
        if (overrides.getRoute() != null) {
            request.setRoute(overrides.getRoute());
        }
        if (overrides.getMaxOutputTokens() != null) {
            request.setMaxOutputTokens(overrides.getMaxOutputTokens());
        }
        if (overrides.getTemperature() != null) {
            request.setTemperature(overrides.getTemperature());
        }
        if (overrides.getTopP() != null) {
            request.setTopP(overrides.getTopP());
        }
        if (overrides.getMaxAttempts() != null) {
            request.setMaxAttempts(overrides.getMaxAttempts());
        }
        request.setMaxCallMicroUsd(least(request.getMaxCallMicroUsd(), overrides.getMaxCallMicroUsd()));
        Set<String> denied = new LinkedHashSet<>(request.getEndpointsDenied());
        denied.addAll(overrides.getEndpointsDenied());
        request.setEndpointsDenied(List.copyOf(denied));
        List<String> only = both(request.getEndpointsOnly(), overrides.getEndpointsOnly());
        boolean somebody = !only.isEmpty()
                || (request.getEndpointsOnly().isEmpty()
                        && overrides.getEndpointsOnly().isEmpty());
        request.setEndpointsOnly(only);
        return somebody;
    }

    private static @Nullable Long least(@Nullable Long one, @Nullable Long other) {
        if (one == null || other == null) {
            return one == null ? other : one;
        }
        return Math.min(one, other);
    }

    /** An empty list allows all. */
    private static List<String> both(List<String> one, List<String> other) {
        if (one.isEmpty() || other.isEmpty()) {
            return one.isEmpty() ? other : one;
        }
        List<String> both = new ArrayList<>(one);
        both.retainAll(other);
        return both;
    }

    /** What the model reads and how it answers; nothing of whose it is, where it may go and who gets the answer. */
    private static void exchange(InferenceRequest.Builder request, InferenceRequest edited) {
        request.setMessages(edited.getMessages())
                .setInputs(edited.getInputs())
                .setOperation(edited.getOperation())
                .setDimensions(edited.getDimensions())
                .setTools(edited.getTools())
                .setToolChoice(edited.getToolChoice())
                .setJsonSchema(edited.getJsonSchema())
                .setVendorFields(edited.getVendorFields())
                .setMaxOutputTokens(edited.getMaxOutputTokens())
                .setTemperature(edited.getTemperature())
                .setTopP(edited.getTopP())
                .setSeed(edited.getSeed())
                .setStop(edited.getStop())
                .setStored(null);
    }

    /** Empty where it names a format that nobody speaks: such a request was rejected, and would be again. */
    private static Optional<Ask> ask(InferenceRequest request) {
        try {
            return Optional.of(Ask.of(request));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Dispatchers go by the same rules: what they would reject isn't worth a call to Kafka. */
    private Result plan(Found found, InferenceRequest request) {
        Optional<Tenant> tenant = catalogue.tenant(request.getTenant());
        Optional<Route> route = catalogue.route(request.getRoute());
        if (tenant.isEmpty() || route.isEmpty()) {
            return refused(
                    found,
                    tenant.isEmpty()
                            ? "tenant is '" + request.getTenant() + "', which the catalogue doesn't name"
                            : "route is '" + request.getRoute() + "', which the catalogue doesn't name");
        }
        if (!tenant.get().mayUseRoute(request.getRoute())) {
            return refused(
                    found,
                    "route is '" + request.getRoute() + "', which tenant '" + request.getTenant() + "' may not use");
        }
        Optional<Ask> ask = ask(request);
        if (ask.isEmpty()) {
            return refused(
                    found,
                    "it is nothing that dispatchers take: "
                            + request.getVendorFields().keySet());
        }
        Plan plan = Plan.of(
                request.getRequestId(),
                ask.get(),
                tenant.get(),
                route.get(),
                catalogue.candidates(route.get()),
                Optional.empty(),
                Outage.NONE);
        if (plan.candidates().isEmpty()) {
            String why = plan.ruledOut().stream()
                    .limit(MOST_REASONS)
                    .map(Exclusion::toString)
                    .collect(Collectors.joining("; "));
            return refused(found, "nobody may serve it: " + why);
        }
        return new Result.Made(request, plan);
    }
}
