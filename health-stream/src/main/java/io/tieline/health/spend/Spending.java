package io.tieline.health.spend;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import io.tieline.schemas.avro.Usage;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Adds spending up. What one attempt cost is a sum already: the sum of one. */
public final class Spending {
    /**
     * As many dispatchers as one record tells apart. Their names stay the same over restarts, so fleets don't come near it;
     * one that is left out counts its own spending twice, and so stops early rather than late.
     */
    static final int MOST_WORKERS = 1_000;

    /** A million dollars for one call: whoever says more is mistaken. */
    private static final long MOST_MICRO_USD = 1_000_000_000_000L;

    /** More than the clocks of two machines ever differ by. */
    private static final long MOST_DAYS_AHEAD = 1;

    private Spending() {}

    /**
     * What is wrong with the price of an attempt, in words; empty where nothing is.
     *
     * @param writtenAt when Kafka took it
     */
    public static Optional<String> problem(Attempt attempt, Instant writtenAt) {
        Usage usage = attempt.getUsage();
        if (attempt.getCostMicroUsd() < 0 || attempt.getCostMicroUsd() > MOST_MICRO_USD) {
            return Optional.of("costMicroUsd is " + attempt.getCostMicroUsd() + ", allowed: 0 to " + MOST_MICRO_USD);
        }
        if (usage != null && !isSound(usage)) {
            return Optional.of("usage is " + usage + ", allowed: 0 tokens or more, no more cached ones than were read");
        }
        return dayOf(attempt).isAfter(dayOf(writtenAt).plusDays(MOST_DAYS_AHEAD))
                ? Optional.of("endedAt is " + attempt.getEndedAt() + ", but it was written at " + writtenAt
                        + ": does the clock of " + attempt.getWorkerId() + " go wrong?")
                : Optional.empty();
    }

    private static boolean isSound(Usage usage) {
        long cached = usage.getCachedInputTokens();
        return usage.getInputTokens() >= 0
                && usage.getOutputTokens() >= 0
                && cached >= 0
                && cached <= usage.getInputTokens();
    }

    /**
     * What an attempt adds to every sum that it is part of; empty where it cost nothing and used nothing, as far as is known.
     *
     * @param writtenAt when Kafka took it
     */
    public static List<Spend> of(Attempt attempt, Instant writtenAt) {
        boolean goesOn = attempt.getCode().equals(ErrorCode.PROVIDER_OVERDUE.wire());
        if (goesOn || (attempt.getUsage() == null && attempt.getCostMicroUsd() == 0)) {
            return List.of();
        }
        String day = dayOf(attempt).toString();
        String month = YearMonth.from(dayOf(attempt)).toString();
        List<Spend> parts = new ArrayList<>();
        for (String period : List.of(day, month)) {
            parts.add(part(SpendScope.TENANT, attempt.getTenant(), period, attempt, writtenAt));
            parts.add(part(SpendScope.ROUTE, attempt.getRoute(), period, attempt, writtenAt));
            parts.add(part(SpendScope.ENDPOINT, attempt.getEndpointId(), period, attempt, writtenAt));
        }
        if (attempt.getJobId() != null) {
            OwnedId job = new OwnedId(attempt.getTenant(), attempt.getJobId());
            parts.add(part(SpendScope.JOB, job.key(), "", attempt, writtenAt));
        }
        return parts;
    }

    private static LocalDate dayOf(Attempt attempt) {
        return dayOf(attempt.getEndedAt());
    }

    private static LocalDate dayOf(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    private static Spend part(SpendScope scope, String name, String period, Attempt attempt, Instant writtenAt) {
        Usage usage = attempt.getUsage() == null ? new Usage(0L, 0L, false, 0L) : attempt.getUsage();
        long cost = attempt.getCostMicroUsd();
        return new Spend(
                scope,
                name,
                period,
                1L,
                usage.getInputTokens(),
                usage.getCachedInputTokens(),
                usage.getOutputTokens(),
                cost,
                usage.getEstimated() ? cost : 0,
                scope == SpendScope.TENANT ? Map.of(attempt.getWorkerId(), cost) : Map.of(),
                writtenAt);
    }

    /** The sum of two of the same key. */
    public static Spend sum(Spend one, Spend other) {
        return new Spend(
                one.getScope(),
                one.getName(),
                one.getPeriod(),
                sum(one.getAttempts(), other.getAttempts()),
                sum(one.getInputTokens(), other.getInputTokens()),
                sum(one.getCachedInputTokens(), other.getCachedInputTokens()),
                sum(one.getOutputTokens(), other.getOutputTokens()),
                sum(one.getCostMicroUsd(), other.getCostMicroUsd()),
                sum(one.getEstimatedMicroUsd(), other.getEstimatedMicroUsd()),
                sum(one.getByWorker(), other.getByWorker()),
                one.getUpdatedAt().isAfter(other.getUpdatedAt()) ? one.getUpdatedAt() : other.getUpdatedAt());
    }

    private static Map<String, Long> sum(Map<String, Long> one, Map<String, Long> other) {
        Map<String, Long> sums = new TreeMap<>(one);
        other.forEach((worker, microUsd) -> {
            if (sums.size() < MOST_WORKERS || sums.containsKey(worker)) {
                sums.merge(worker, microUsd, Spending::sum);
            }
        });
        return sums;
    }

    /** Of two that are 0 or more. A figure that grew out of bounds stays the largest; nothing stops for it. */
    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }

    /** What the keys of a scope begin with. */
    public static String prefix(SpendScope scope) {
        return scope.name().toLowerCase(Locale.ROOT) + "/";
    }

    /** Key of a sum in its topic. */
    public static String key(Spend spend) {
        String spender = prefix(spend.getScope()) + spend.getName();
        return spend.getPeriod().isEmpty() ? spender : spender + "/" + spend.getPeriod();
    }
}
