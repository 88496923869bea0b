package io.tieline.health.query;

import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What somebody wants to know of what was spent.
 *
 * @param period such as 2026-11-25 or 2026-11; empty for jobs
 * @param name of a single tenant, route, endpoint or job; empty: all
 */
record SpendQuestion(SpendScope by, String period, Optional<String> name) {
    /**
     * Reads it.
     *
     * @param by tenant where it isn't said
     * @param period a day, a month, {@code today} or {@code month} for the present one, which is meant where it isn't said
     * @throws IllegalArgumentException if it is none, with what is allowed
     */
    static SpendQuestion of(Optional<String> by, Optional<String> period, Optional<String> name, Instant now) {
        SpendScope scope = scope(by.orElse("tenant"));
        return new SpendQuestion(scope, period(scope, period, LocalDate.ofInstant(now, ZoneOffset.UTC)), name);
    }

    private static SpendScope scope(String text) {
        return Arrays.stream(SpendScope.values())
                .filter(scope -> inWords(scope).equals(text))
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("by is '" + text + "', allowed: tenant, route, endpoint, job"));
    }

    private static String period(SpendScope scope, Optional<String> asked, LocalDate today) {
        if (scope == SpendScope.JOB) {
            asked.ifPresent(text -> {
                throw new IllegalArgumentException(
                        "period is '" + text + "', allowed: none, as a job is added up as a whole");
            });
            return "";
        }
        String text = asked.orElse("month");
        return switch (text) {
            case "today" -> today.toString();
            case "month" -> YearMonth.from(today).toString();
            default -> dayOrMonth(text);
        };
    }

    private static String dayOrMonth(String text) {
        try {
            return text.length() == "2026-11".length()
                    ? YearMonth.parse(text).toString()
                    : LocalDate.parse(text).toString();
        } catch (DateTimeException _) {
            throw new IllegalArgumentException("period is '" + text
                    + "', allowed: a day such as 2026-11-25, a month such as 2026-11, today, month");
        }
    }

    /** Those that are meant. */
    List<Spend> only(List<Spend> sums) {
        return sums.stream()
                .filter(spend -> name.map(spend.getName()::equals).orElse(true))
                .toList();
    }

    static String inWords(SpendScope scope) {
        return scope.name().toLowerCase(Locale.ROOT);
    }
}
