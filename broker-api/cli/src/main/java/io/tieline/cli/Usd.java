package io.tieline.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** Sums of money for people. */
final class Usd {
    private static final int MICRO_DIGITS = 6;
    private static final int CENTS = 2;

    private Usd() {}

    /** Such as {@code 12.34}, and to the last digit below a dollar. */
    static String text(long microUsd) {
        BigDecimal usd = BigDecimal.valueOf(microUsd, MICRO_DIGITS);
        return usd.compareTo(BigDecimal.ONE) >= 0
                ? usd.setScale(CENTS, RoundingMode.HALF_UP).toPlainString()
                : usd.stripTrailingZeros().toPlainString();
    }

    /** The same with its unit, and whether part of it is a guess. */
    static String text(long microUsd, boolean estimated) {
        return text(microUsd) + " USD" + (estimated ? " (partly estimated)" : "");
    }
}
