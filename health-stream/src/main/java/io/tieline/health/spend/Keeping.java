package io.tieline.health.spend;

import io.tieline.schemas.avro.Spend;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;

/** How long sums are kept: the table is read as a whole, and must not grow for ever. */
public final class Keeping {
    static final int DAYS = 90;
    static final int MONTHS = 25;
    static final Duration UNCHANGED_JOBS = Duration.ofDays(30);

    private static final int LENGTH_OF_A_MONTH = "2026-11".length();

    private Keeping() {}

    /** Whether a sum may go. */
    public static boolean isOver(Spend spend, Instant now) {
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        String period = spend.getPeriod();
        try {
            if (period.isEmpty()) {
                return spend.getUpdatedAt().plus(UNCHANGED_JOBS).isBefore(now);
            }
            return period.length() == LENGTH_OF_A_MONTH
                    ? YearMonth.parse(period).plusMonths(MONTHS).isBefore(YearMonth.from(today))
                    : LocalDate.parse(period).plusDays(DAYS).isBefore(today);
        } catch (DateTimeException _) {
            // A year that has more than four digits: nobody asks for it.
            return true;
        }
    }
}
