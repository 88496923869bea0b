package io.tieline.routing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost. A US dollar per million tokens is a micro-dollar per token, so no conversion is needed.
 *
 * @param inputUsdPerMillion US dollars per million input tokens, 0 to 1,000,000
 * @param outputUsdPerMillion US dollars per million output tokens, 0 to 1,000,000
 * @param cachedInputUsdPerMillion US dollars per million input tokens that the provider had in its cache, 0 to 1,000,000;
 *     null: the same as for others
 */
public record Price(
        BigDecimal inputUsdPerMillion,
        BigDecimal outputUsdPerMillion,
        @Nullable BigDecimal cachedInputUsdPerMillion) {
    /** A dollar for a token: nobody asks for more, and the cost of any call can be told in micro-dollars. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000);

    public Price {
        requireInBounds("input-usd-per-million", inputUsdPerMillion);
        requireInBounds("output-usd-per-million", outputUsdPerMillion);
        if (cachedInputUsdPerMillion != null) {
            requireInBounds("cached-input-usd-per-million", cachedInputUsdPerMillion);
        }
    }

    /** Cached tokens cost the same as others. */
    public Price(BigDecimal inputUsdPerMillion, BigDecimal outputUsdPerMillion) {
        this(inputUsdPerMillion, outputUsdPerMillion, null);
    }

    private static void requireInBounds(String field, @Nullable BigDecimal value) {
        if (value == null) {
            throw new IllegalArgumentException(field + " is missing, allowed: 0 to " + MOST);
        }
        if (value.signum() < 0 || value.compareTo(MOST) > 0) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: 0 to " + MOST);
        }
    }

    /** Cost of a call in micro-dollars, rounded half up. */
    public long microUsd(long inputTokens, long outputTokens) {
        return microUsd(inputTokens, 0, outputTokens);
    }

    /**
     * Cost of a call in micro-dollars, rounded half up.
     *
     * @param cachedInputTokens those of the input tokens that the provider had in its cache
     */
    public long microUsd(long inputTokens, long cachedInputTokens, long outputTokens) {
        long cached = Math.clamp(cachedInputTokens, 0, inputTokens);
        BigDecimal cachedPrice = cachedInputUsdPerMillion == null ? inputUsdPerMillion : cachedInputUsdPerMillion;
        return inputUsdPerMillion
                .multiply(BigDecimal.valueOf(inputTokens - cached))
                .add(cachedPrice.multiply(BigDecimal.valueOf(cached)))
                .add(outputUsdPerMillion.multiply(BigDecimal.valueOf(outputTokens)))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }

    /** About the same, much faster, and rounded up. */
    long estimateMicroUsd(long inputTokens, long outputTokens) {
        return (long) Math.ceil(
                inputUsdPerMillion.doubleValue() * inputTokens + outputUsdPerMillion.doubleValue() * outputTokens);
    }
}
