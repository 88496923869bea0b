package io.tieline.routing;

import io.tieline.schemas.avro.Operation;
import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One provider, model, region and credential: the unit of health, price and limits.
 *
 * @param id unique in the catalogue, such as {@code anthropic/claude-3-5-sonnet}
 * @param provider company or server behind it
 * @param model name of the model as the provider knows it
 * @param family the model whatever its host: answers of endpoints of one family are alike; the model where it isn't said
 * @param operation what it is asked for
 * @param format dialect it speaks
 * @param baseUrl where it is found; the format's path is appended
 * @param auth where its credential is found; null: it wants none
 * @param region where it runs, in its provider's words; null: not known
 * @param jurisdiction whose law its data is under, such as eu; null: not known, and so not fit for data that is bound to any
 * @param failureDomains clouds and organisations it falls together with; its provider always counts as one
 * @param price what its tokens cost
 * @param contextWindow most tokens of input and output together
 * @param maxOutput most tokens it generates; also the default where a request names no limit
 * @param features what it can do; what is usual for its format where nothing is said
 * @param timeout longest time a call may take
 */
public record Endpoint(
        String id,
        String provider,
        String model,
        String family,
        Operation operation,
        WireFormat format,
        URI baseUrl,
        @Nullable SecretRef auth,
        @Nullable String region,
        @Nullable String jurisdiction,
        Set<String> failureDomains,
        Price price,
        Quality quality,
        int contextWindow,
        int maxOutput,
        Set<Feature> features,
        Limits limits,
        Duration timeout) {

    /** What endpoints and routes may be called. */
    static final String NAME = "[a-zA-Z0-9][a-zA-Z0-9._/:-]{0,199}";

    static final String NAME_IN_WORDS = "1 to 200 letters, digits and . _ / : -, the first of them a letter or a digit";

    private static final int DEFAULT_CONTEXT_WINDOW = 128_000;
    private static final int DEFAULT_MAX_OUTPUT = 4_096;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    /** Zero and missing values of the optional settings become their defaults. */
    public Endpoint {
        require(id != null && id.matches(NAME), "id", id, NAME_IN_WORDS);
        require(provider != null && !provider.isBlank(), "provider", provider, "a name");
        require(model != null && !model.isBlank(), "model", model, "a name");
        require(format != null, "format", format, "openai_chat, anthropic_messages, gemini_generate");
        require(BaseUrl.isUsable(baseUrl), "base-url", BaseUrl.told(baseUrl), BaseUrl.ALLOWED);
        require(price != null, "price", price, "the price of input and output tokens");
        family = family == null ? model : family;
        require(!family.isBlank(), "family", family, "a name");
        require(jurisdiction == null || !jurisdiction.isBlank(), "jurisdiction", jurisdiction, "a name, such as eu");
        operation = operation == null ? Operation.CHAT : operation;
        quality = quality == null ? Quality.of(0) : quality;
        contextWindow = contextWindow == 0 ? DEFAULT_CONTEXT_WINDOW : contextWindow;
        maxOutput = maxOutput == 0 ? Math.min(DEFAULT_MAX_OUTPUT, contextWindow) : maxOutput;
        features = features == null ? Feature.usual(format, model) : features;
        features = Set.copyOf(features);
        limits = limits == null ? Limits.NONE : limits;
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
        failureDomains = failureDomains == null ? Set.of() : Set.copyOf(failureDomains);
        require(contextWindow > 0, "context-window", contextWindow, "1 token or more");
        require(maxOutput > 0, "max-output", maxOutput, "1 token or more");
        require(timeout.isPositive(), "timeout", timeout, "longer than nothing");
    }

    /** An endpoint with the usual settings for all that isn't said. */
    public static Endpoint of(String id, String provider, String model, WireFormat format, URI baseUrl, Price price) {
        return new Endpoint(
                id,
                provider,
                model,
                model,
                Operation.CHAT,
                format,
                baseUrl,
                null,
                null,
                null,
                Set.of(),
                price,
                Quality.of(0),
                DEFAULT_CONTEXT_WINDOW,
                DEFAULT_MAX_OUTPUT,
                Feature.usual(format, model),
                Limits.NONE,
                DEFAULT_TIMEOUT);
    }

    /** Most calls at a time from one dispatcher. */
    public int concurrency() {
        return limits.concurrency();
    }

    /** Whether one failure may well have the same cause as another's there. */
    public boolean fallsWith(Endpoint other) {
        if (provider.equals(other.provider)) {
            return true;
        }
        for (String domain : failureDomains) {
            if (other.failureDomains.contains(domain)) {
                return true;
            }
        }
        return false;
    }

    private static void require(boolean holds, String field, @Nullable Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }

    public Endpoint withOperation(Operation newOperation) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                newOperation,
                format,
                baseUrl,
                auth,
                region,
                jurisdiction,
                failureDomains,
                price,
                quality,
                contextWindow,
                maxOutput,
                features,
                limits,
                timeout);
    }

    public Endpoint withAuth(@Nullable SecretRef newAuth) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                newAuth,
                region,
                jurisdiction,
                failureDomains,
                price,
                quality,
                contextWindow,
                maxOutput,
                features,
                limits,
                timeout);
    }

    public Endpoint withJurisdiction(@Nullable String newJurisdiction) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                auth,
                region,
                newJurisdiction,
                failureDomains,
                price,
                quality,
                contextWindow,
                maxOutput,
                features,
                limits,
                timeout);
    }

    public Endpoint withFailureDomains(Set<String> newFailureDomains) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                auth,
                region,
                jurisdiction,
                newFailureDomains,
                price,
                quality,
                contextWindow,
                maxOutput,
                features,
                limits,
                timeout);
    }

    public Endpoint withPrice(Price newPrice) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                auth,
                region,
                jurisdiction,
                failureDomains,
                newPrice,
                quality,
                contextWindow,
                maxOutput,
                features,
                limits,
                timeout);
    }

    public Endpoint withQuality(Quality newQuality) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                auth,
                region,
                jurisdiction,
                failureDomains,
                price,
                newQuality,
                contextWindow,
                maxOutput,
                features,
                limits,
                timeout);
    }

    public Endpoint withContextWindow(int newContextWindow) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                auth,
                region,
                jurisdiction,
                failureDomains,
                price,
                quality,
                newContextWindow,
                maxOutput,
                features,
                limits,
                timeout);
    }

    public Endpoint withMaxOutput(int newMaxOutput) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                auth,
                region,
                jurisdiction,
                failureDomains,
                price,
                quality,
                contextWindow,
                newMaxOutput,
                features,
                limits,
                timeout);
    }

    public Endpoint withFeatures(Set<Feature> newFeatures) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                auth,
                region,
                jurisdiction,
                failureDomains,
                price,
                quality,
                contextWindow,
                maxOutput,
                newFeatures,
                limits,
                timeout);
    }

    public Endpoint withLimits(Limits newLimits) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                auth,
                region,
                jurisdiction,
                failureDomains,
                price,
                quality,
                contextWindow,
                maxOutput,
                features,
                newLimits,
                timeout);
    }

    public Endpoint withTimeout(Duration newTimeout) {
        return new Endpoint(
                id,
                provider,
                model,
                family,
                operation,
                format,
                baseUrl,
                auth,
                region,
                jurisdiction,
                failureDomains,
                price,
                quality,
                contextWindow,
                maxOutput,
                features,
                limits,
                newTimeout);
    }
}
