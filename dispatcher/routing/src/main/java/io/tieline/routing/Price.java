package io.tieline.routing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/**
 * What tokens cost. A US dollar per million tokens is a micro-dollar per token, so no conversion is needed.
 *
 * @param inputUsdPerMillion US dollars per million input tokens, 0 or more
 * @param outputUsdPerMillion US dollars per million output tokens, 0 or more
 */
public record Price(BigDecimal inputUsdPerMillion, BigDecimal outputUsdPerMillion) {
    public Price {
        requireNotNegative("input-usd-per-million", inputUsdPerMillion);
        requireNotNegative("output-usd-per-million", outputUsdPerMillion);
    }

    private static void requireNotNegative(String field, @Nullable BigDecimal value) {
        if (value == null || value.signum() < 0) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: 0 or more");
        }
    }

    /** Cost of a call in micro-dollars, rounded half up. */
    public long microUsd(long inputTokens, long outputTokens) {
        return inputUsdPerMillion
                .multiply(BigDecimal.valueOf(inputTokens))
                .add(outputUsdPerMillion.multiply(BigDecimal.valueOf(outputTokens)))
                .setScale(0, RoundingMode.HALF_UP)
                .longValueExact();
    }
}
