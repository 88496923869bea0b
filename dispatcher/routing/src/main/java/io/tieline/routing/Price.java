package io.tieline.routing;

import java.math.BigDecimal;
import java.math.RoundingMode;

/**
 * What tokens cost. A US dollar per million tokens is a micro-dollar per token, so no conversion is needed.
 *
 * @param inputUsdPerMillion US dollars per million input tokens, 0 or more
 * @param outputUsdPerMillion US dollars per million output tokens, 0 or more
 */
public record Price(BigDecimal inputUsdPerMillion, BigDecimal outputUsdPerMillion) {
    public Price {
        if (inputUsdPerMillion.signum() < 0 || outputUsdPerMillion.signum() < 0) {
            throw new IllegalArgumentException("a price can't be negative, but input-usd-per-million is "
                    + inputUsdPerMillion + " and output-usd-per-million is " + outputUsdPerMillion);
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
