package io.tieline.health;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.HealthState;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Judges an endpoint by its last minute. It is {@code SUSPECT} while at least 5 attempts bear witness and at least 30 %
 * of those failed by the provider's fault, and {@code HEALTHY} otherwise; it is never taken out.
 *
 * <p>Witness is borne by successes and by failures that the provider is to blame for. Rate limits and quotas tell of
 * our rate, unusable output of the model, and the codes of other owners (request, credential, policy, ...) of somebody
 * else: those attempts count for nothing, neither for nor against.
 */
final class HealthRule {
    static final int LEAST_WITNESSES = 5;
    static final int SUSPECT_PERCENT = 30;

    private static final Set<ErrorCode> NOT_ILL_HEALTH = Set.of(
            ErrorCode.PROVIDER_RATE_LIMITED_BURST,
            ErrorCode.PROVIDER_RATE_LIMITED_RAMP,
            ErrorCode.PROVIDER_QUOTA_EXHAUSTED,
            ErrorCode.PROVIDER_INVALID_OUTPUT);

    private HealthRule() {}

    /** What is to be believed now, given what was believed before. */
    static Verdict judge(Verdict before, WindowSummary lastMinute, Instant now) {
        Map<String, Long> blamed = lastMinute.failures().entrySet().stream()
                .filter(failure -> blamesProvider(failure.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
        long failed = blamed.values().stream().mapToLong(Long::longValue).sum();
        long witnesses = lastMinute.successes() + failed;
        boolean suspect = witnesses >= LEAST_WITNESSES && 100 * failed >= SUSPECT_PERCENT * witnesses;
        return before.next(suspect ? HealthState.SUSPECT : HealthState.HEALTHY, reason(failed, witnesses, blamed), now);
    }

    /** A code that only a newer version knows is judged by its owner alone. */
    private static boolean blamesProvider(String code) {
        return ErrorCode.ofWire(code)
                .map(known -> known.owner().equals("provider") && !NOT_ILL_HEALTH.contains(known))
                .orElse(code.startsWith("provider."));
    }

    private static String reason(long failed, long witnesses, Map<String, Long> blamed) {
        if (witnesses == 0) {
            return "no attempts that tell of health in the last minute";
        }
        String figures = failed + " of " + witnesses + " attempts in the last minute failed by the provider's fault";
        if (witnesses < LEAST_WITNESSES) {
            return figures + ": fewer than " + LEAST_WITNESSES + " attempts are not judged";
        }
        long percent = Math.floorDiv(100 * failed, witnesses);
        String share = " (" + percent + " %, suspect from " + SUSPECT_PERCENT + " %)";
        return figures + share + (blamed.isEmpty() ? "" : ": " + byFrequency(blamed));
    }

    private static String byFrequency(Map<String, Long> blamed) {
        return blamed.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(failure -> failure.getKey() + " " + failure.getValue())
                .collect(Collectors.joining(", "));
    }
}
