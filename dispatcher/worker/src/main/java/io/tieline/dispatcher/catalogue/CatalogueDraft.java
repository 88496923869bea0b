package io.tieline.dispatcher.catalogue;

import io.tieline.routing.Budget;
import io.tieline.routing.Feature;
import io.tieline.routing.Objective;
import io.tieline.routing.Pinning;
import io.tieline.routing.Price;
import io.tieline.routing.Quality;
import io.tieline.routing.SecretRef;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.QualityTier;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A catalogue as it is written: nothing is checked yet, what isn't written is null, and so is what can't be understood. */
record CatalogueDraft(
        @Nullable List<@Nullable ProviderDraft> providers,
        @Nullable List<@Nullable EndpointDraft> endpoints,
        @Nullable List<@Nullable RouteDraft> routes,
        @Nullable List<@Nullable TenantDraft> tenants) {

    /** What the endpoints of a provider have in common, unless they say otherwise. */
    record ProviderDraft(
            @Nullable String name,
            @Nullable WireFormat format,
            @Nullable URI baseUrl,
            @Nullable SecretRef auth,
            @Nullable String region,
            @Nullable String jurisdiction,
            @Nullable Set<String> failureDomains,
            @Nullable LimitsDraft limits,
            @Nullable Duration timeout) {}

    /** An endpoint, but for what its provider says. */
    record EndpointDraft(
            @Nullable String id,
            @Nullable String provider,
            @Nullable String model,
            @Nullable String family,
            @Nullable Operation operation,
            @Nullable WireFormat format,
            @Nullable URI baseUrl,
            @Nullable SecretRef auth,
            @Nullable String region,
            @Nullable String jurisdiction,
            @Nullable Set<String> failureDomains,
            @Nullable Price price,
            @Nullable Quality quality,
            @Nullable Integer contextWindow,
            @Nullable Integer maxOutput,
            @Nullable Set<Feature> features,
            @Nullable LimitsDraft limits,
            @Nullable Duration timeout) {
        /** The same, with what it doesn't say from its provider. */
        EndpointDraft inheriting(ProviderDraft common) {
            return new EndpointDraft(
                    id,
                    provider,
                    model,
                    family,
                    operation,
                    first(format, common.format),
                    first(baseUrl, common.baseUrl),
                    first(auth, common.auth),
                    first(region, common.region),
                    first(jurisdiction, common.jurisdiction),
                    first(failureDomains, common.failureDomains),
                    price,
                    quality,
                    contextWindow,
                    maxOutput,
                    features,
                    limits == null || common.limits == null
                            ? first(limits, common.limits)
                            : limits.inheriting(common.limits),
                    first(timeout, common.timeout));
        }
    }

    private static <V> @Nullable V first(@Nullable V own, @Nullable V common) {
        return own == null ? common : own;
    }

    /** Each of these is inherited by itself. */
    record LimitsDraft(
            @Nullable Integer requestsPerMinute,
            @Nullable Long tokensPerMinute,
            @Nullable Integer concurrency) {
        LimitsDraft inheriting(LimitsDraft common) {
            return new LimitsDraft(
                    first(requestsPerMinute, common.requestsPerMinute),
                    first(tokensPerMinute, common.tokensPerMinute),
                    first(concurrency, common.concurrency));
        }
    }

    /** A route over the endpoints that it names, or over those that it describes. */
    record RouteDraft(
            @Nullable String name,
            @Nullable List<@Nullable String> candidates,
            @Nullable SelectionDraft select,
            @Nullable Objective objective,
            @Nullable QualityTier minimumTier,
            @Nullable Boolean degradedAllowed,
            @Nullable Pinning pinning,
            @Nullable Duration hedgeAfter,
            @Nullable Map<String, String> prompts,
            @Nullable String styleNote) {}

    /** Endpoints that are all of this; what isn't said matches any. */
    record SelectionDraft(
            @Nullable Operation operation,
            @Nullable List<@Nullable String> providers,
            @Nullable List<@Nullable String> families,
            @Nullable Set<String> jurisdictions,
            @Nullable Set<Feature> features,
            @Nullable QualityTier minimumTier) {}

    /** What a tenant may use. */
    record TenantDraft(
            @Nullable String name,
            @Nullable List<@Nullable String> routes,
            @Nullable List<@Nullable String> endpoints,
            @Nullable Set<String> jurisdictions,
            @Nullable Budget budget,
            @Nullable Double weight,
            @Nullable Integer maxInFlight) {}
}
