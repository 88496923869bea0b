package io.tieline.dispatcher.provider;

import io.tieline.schemas.ErrorCode;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads how long a provider asks to wait. What can't be read counts as not said; nobody is waited for longer than a day. */
final class RetryAfter {
    private static final Duration MAX = Duration.ofDays(1);
    private static final int MAX_LENGTH = 64;

    /** Limits that are announced one by one: how much is left of each, and when it is whole again. */
    private static final List<Limit> LIMITS = List.of(
            new Limit("x-ratelimit-remaining-requests", "x-ratelimit-reset-requests"),
            new Limit("x-ratelimit-remaining-tokens", "x-ratelimit-reset-tokens"),
            new Limit("anthropic-ratelimit-requests-remaining", "anthropic-ratelimit-requests-reset"),
            new Limit("anthropic-ratelimit-tokens-remaining", "anthropic-ratelimit-tokens-reset"),
            new Limit("anthropic-ratelimit-input-tokens-remaining", "anthropic-ratelimit-input-tokens-reset"),
            new Limit("anthropic-ratelimit-output-tokens-remaining", "anthropic-ratelimit-output-tokens-reset"));

    private record Limit(String remaining, String reset) {}

    private RetryAfter() {}

    /**
     * How long to wait; null where nothing tells. Said outright, it counts for any failure of the provider. The announced
     * limits stand on every answer, so they count only where a rate was too high; and so do delays in a body, as Gemini
     * sends those of half a minute when the quota of the day is spent.
     *
     * @param delay as the body has it
     */
    static @Nullable Duration of(ErrorCode code, Map<String, String> headers, @Nullable Duration delay, Instant now) {
        if (!code.owner().equals("provider")) {
            return null;
        }
        Duration said = said(headers, now);
        if (said == null && code != ErrorCode.PROVIDER_QUOTA_EXHAUSTED) {
            said = delay;
        }
        boolean rate = code == ErrorCode.PROVIDER_RATE_LIMITED_BURST || code == ErrorCode.PROVIDER_RATE_LIMITED_RAMP;
        if (said == null && rate) {
            said = announced(headers, now);
        }
        return said == null ? null : bounded(said);
    }

    private static @Nullable Duration said(Map<String, String> headers, Instant now) {
        Duration millis =
                attempt(headers.get("retry-after-ms"), text -> seconds(text).dividedBy(1000));
        if (millis != null) {
            return millis;
        }
        String value = headers.get("retry-after");
        Duration seconds = attempt(value, RetryAfter::seconds);
        return seconds != null ? seconds : until(value, DateTimeFormatter.RFC_1123_DATE_TIME, now);
    }

    /** The longest of the limits that are used up; where none is, as with a large request, the one that is whole soonest. */
    private static @Nullable Duration announced(Map<String, String> headers, Instant now) {
        Duration usedUp = null;
        Duration soonest = null;
        for (Limit limit : LIMITS) {
            Duration wait = reset(headers.get(limit.reset()), now);
            if (wait == null) {
                continue;
            }
            if ("0".equals(headers.get(limit.remaining())) && (usedUp == null || wait.compareTo(usedUp) > 0)) {
                usedUp = wait;
            }
            soonest = soonest == null || wait.compareTo(soonest) < 0 ? wait : soonest;
        }
        return usedUp != null ? usedUp : soonest;
    }

    /** How long until a limit is whole again; null where that can't be read. */
    static @Nullable Duration reset(@Nullable String text, Instant now) {
        Duration wait = parse(text);
        return wait != null ? wait : until(text, DateTimeFormatter.ISO_OFFSET_DATE_TIME, now);
    }

    /** Reads {@code 1m30s}, {@code 8.64s}, {@code 6ms}, {@code 1h0m5s}, {@code 2d}, or plain seconds. */
    static @Nullable Duration parse(@Nullable String text) {
        return attempt(text, RetryAfter::sumOfParts);
    }

    private static Duration sumOfParts(String text) {
        Duration sum = Duration.ZERO;
        int at = 0;
        while (at < text.length()) {
            int unit = at;
            while (unit < text.length() && !Character.isLetter(text.charAt(unit))) {
                unit++;
            }
            int next = unit;
            while (next < text.length() && Character.isLetter(text.charAt(next))) {
                next++;
            }
            Duration amount = seconds(text.substring(at, unit));
            sum = sum.plus(
                    switch (text.substring(unit, next)) {
                        case "", "s" -> amount;
                        case "ms" -> amount.dividedBy(1000);
                        case "m" -> amount.multipliedBy(60);
                        case "h" -> amount.multipliedBy(3600);
                        case "d" -> amount.multipliedBy(86_400);
                        default -> throw new NumberFormatException("a unit of time that is not known");
                    });
            at = next;
        }
        return sum;
    }

    private static Duration seconds(String text) {
        BigDecimal seconds = new BigDecimal(text).max(BigDecimal.ZERO).min(BigDecimal.valueOf(Integer.MAX_VALUE));
        return Duration.ofNanos(seconds.movePointRight(9).longValue());
    }

    private static @Nullable Duration until(@Nullable String text, DateTimeFormatter format, Instant now) {
        return attempt(text, date -> Duration.between(now, format.parse(date, Instant::from)));
    }

    private static @Nullable Duration attempt(@Nullable String text, Function<String, Duration> reader) {
        if (text == null || text.isBlank() || text.length() > MAX_LENGTH) {
            return null;
        }
        try {
            return reader.apply(text.strip());
        } catch (NumberFormatException | ArithmeticException | DateTimeException _) {
            return null;
        }
    }

    private static Duration bounded(Duration wait) {
        if (wait.isNegative()) {
            return Duration.ZERO;
        }
        return wait.compareTo(MAX) > 0 ? MAX : wait;
    }
}
