package io.tieline.routing;

import io.tieline.schemas.avro.QualityTier;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a caller asks for: a named policy over some endpoints.
 *
 * @param name name that requests carry
 * @param candidates ids of endpoints
 * @param objective what sets them in order; as listed where it isn't said
 * @param minimumTier least quality; null: any
 * @param degradedAllowed whether an answer below that is better than none
 * @param pinning how much a job keeps to one family; prefer where it isn't said
 * @param hedgeAfter a call that has not answered after this time is joined by one elsewhere, and the first answer counts;
 *     null: never
 * @param prompts instructions for one family of models that come before the request's own, by family
 * @param styleNote instructions for whoever answers in the place of the family that usually does; null: none
 */
public record Route(
        String name,
        List<String> candidates,
        Objective objective,
        @Nullable QualityTier minimumTier,
        boolean degradedAllowed,
        Pinning pinning,
        @Nullable Duration hedgeAfter,
        Map<String, String> prompts,
        @Nullable String styleNote) {
    /** Missing values of the optional settings become their defaults. */
    public Route {
        if (name == null || !name.matches(Endpoint.NAME)) {
            throw new IllegalArgumentException("name is '" + name + "', allowed: " + Endpoint.NAME_IN_WORDS);
        }
        if (candidates == null || candidates.isEmpty()) {
            throw new IllegalArgumentException("route '" + name + "' has no candidates: name at least one endpoint id");
        }
        candidates = List.copyOf(candidates);
        Set<String> seen = new HashSet<>();
        for (String candidate : candidates) {
            if (!seen.add(candidate)) {
                throw new IllegalArgumentException("route '" + name + "' names the endpoint '" + candidate + "' twice");
            }
        }
        objective = objective == null ? Objective.LISTED : objective;
        pinning = pinning == null ? Pinning.PREFER : pinning;
        prompts = prompts == null ? Map.of() : Map.copyOf(prompts);
        if (hedgeAfter != null && !hedgeAfter.isPositive()) {
            throw new IllegalArgumentException("hedge-after is '" + hedgeAfter + "', allowed: longer than nothing");
        }
    }

    /** Most UTF-8 bytes that are added to a request for a model of this family. */
    long instructionBytes(String family) {
        return bytes(prompts.get(family)) + bytes(styleNote);
    }

    private static long bytes(@Nullable String text) {
        return text == null ? 0 : text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** A route that prefers its candidates as they are listed, and asks for nothing else. */
    public Route(String name, List<String> candidates) {
        this(name, candidates, Objective.LISTED, null, false, Pinning.PREFER, null, Map.of(), null);
    }
}
