package io.tieline.routing;

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
 * @param format dialect it speaks
 * @param baseUrl where it is found; the format's path is appended
 * @param auth where its credential is found; null: it wants none
 * @param price what its tokens cost
 * @param quality MMLU score or any other scale that is used alike for the whole catalogue, 0 to 100
 * @param contextWindow most tokens of input and output together
 * @param maxOutput most tokens it generates; also the default where a request names no limit
 * @param concurrency most calls at a time from one dispatcher
 * @param timeout longest time a call may take
 * @param failureDomains clouds and organisations it falls together with; its provider always counts as one
 */
public record Endpoint(
        String id,
        String provider,
        String model,
        WireFormat format,
        URI baseUrl,
        @Nullable SecretRef auth,
        Price price,
        double quality,
        int contextWindow,
        int maxOutput,
        int concurrency,
        Duration timeout,
        Set<String> failureDomains) {

    /** What endpoints and routes may be called. */
    static final String NAME = "[a-zA-Z0-9][a-zA-Z0-9._/:-]{0,199}";

    static final String NAME_IN_WORDS = "1 to 200 letters, digits and . _ / : -, the first of them a letter or a digit";

    private static final int DEFAULT_CONTEXT_WINDOW = 128_000;
    private static final int DEFAULT_MAX_OUTPUT = 4_096;
    private static final int DEFAULT_CONCURRENCY = 1_000;
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    /** Zero and missing values of the optional settings become their defaults. */
    public Endpoint {
        require(id != null && id.matches(NAME), "id", id, NAME_IN_WORDS);
        require(provider != null && !provider.isBlank(), "provider", provider, "a name");
        require(model != null && !model.isBlank(), "model", model, "a name");
        require(format != null, "format", format, "openai_chat, anthropic_messages, gemini_generate");
        require(isHttp(baseUrl), "base-url", baseUrl, "an address with http or https and a host");
        require(price != null, "price", price, "the price of input and output tokens");
        require(quality >= 0 && quality <= 100, "quality", quality, "0 to 100");
        contextWindow = contextWindow == 0 ? DEFAULT_CONTEXT_WINDOW : contextWindow;
        maxOutput = maxOutput == 0 ? DEFAULT_MAX_OUTPUT : maxOutput;
        concurrency = concurrency == 0 ? DEFAULT_CONCURRENCY : concurrency;
        timeout = timeout == null ? DEFAULT_TIMEOUT : timeout;
        failureDomains = failureDomains == null ? Set.of() : Set.copyOf(failureDomains);
        require(contextWindow > 0, "context-window", contextWindow, "1 token or more");
        require(maxOutput > 0, "max-output", maxOutput, "1 token or more");
        require(concurrency > 0, "concurrency", concurrency, "1 call or more");
        require(timeout.isPositive(), "timeout", timeout, "longer than nothing");
    }

    private static boolean isHttp(@Nullable URI uri) {
        return uri != null
                && uri.getHost() != null
                && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()));
    }

    private static void require(boolean holds, String field, @Nullable Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }
}
