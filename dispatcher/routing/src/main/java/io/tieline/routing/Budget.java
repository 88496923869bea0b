package io.tieline.routing;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What a tenant may spend. Days and months are those of UTC.
 *
 * @param perDayUsd US dollars a day, 0 to 1,000,000,000; null: no limit
 * @param perMonthUsd US dollars a month, 0 to 1,000,000,000; null: no limit
 * @param whenUsedUp what happens then; stop where it isn't said
 */
public record Budget(
        @Nullable BigDecimal perDayUsd, @Nullable BigDecimal perMonthUsd, WhenUsedUp whenUsedUp) {
    private static final int MICRO_DIGITS = 6;

    /** More than anybody spends on this, and few enough to be counted in micro-dollars. */
    private static final BigDecimal MOST = BigDecimal.valueOf(1_000_000_000);

    /** What happens to a tenant's requests when its budget is used up. */
    public enum WhenUsedUp {
        /** They fail until the next day or month begins. */
        STOP,
        /** Endpoints that cost nothing serve them, as far as their quality is enough or a degraded answer is allowed. */
        DEGRADE
    }

    public Budget {
        if (perDayUsd == null && perMonthUsd == null) {
            throw new IllegalArgumentException("a budget needs per-day-usd, per-month-usd, or both");
        }
        requireInBounds("per-day-usd", perDayUsd);
        requireInBounds("per-month-usd", perMonthUsd);
        whenUsedUp = whenUsedUp == null ? WhenUsedUp.STOP : whenUsedUp;
    }

    private static void requireInBounds(String field, @Nullable BigDecimal value) {
        if (value != null && (value.signum() < 0 || value.compareTo(MOST) > 0)) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: 0 to " + MOST);
        }
    }

    /** Most micro-dollars a day; empty: no limit. */
    public OptionalLong perDayMicroUsd() {
        return microUsd(perDayUsd);
    }

    /** Most micro-dollars a month; empty: no limit. */
    public OptionalLong perMonthMicroUsd() {
        return microUsd(perMonthUsd);
    }

    private static OptionalLong microUsd(@Nullable BigDecimal usd) {
        return usd == null
                ? OptionalLong.empty()
                : OptionalLong.of(usd.movePointRight(MICRO_DIGITS)
                        .setScale(0, RoundingMode.DOWN)
                        .longValueExact());
    }
}
