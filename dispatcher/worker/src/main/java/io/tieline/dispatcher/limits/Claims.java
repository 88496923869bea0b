package io.tieline.dispatcher.limits;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;

/**
 * One dispatcher's share of one limit that all share, agreed upon through a log that all of them write and read in the same
 * order. Each writes what it wants and how much it claims. Who claims less uses less from before it writes; who claims more
 * uses more only once it has read its own claim, and only as far as there is room beside the claims that stood before it in
 * the log. So the sum of what is used is never above the limit, however late anybody reads anything.
 *
 * <p>Who was silent for three seconds by the log's own times is taken for gone. One that was so itself, and comes back,
 * takes what others left. Not safe for use by several threads.
 */
public final class Claims {
    /** Silence, as the log's times tell it, after which a dispatcher is taken for gone. */
    public static final Duration GONE_AFTER = Duration.ofSeconds(3);

    private final String self;
    private final Map<String, Heard> heard = new HashMap<>();
    private long newest = Long.MIN_VALUE;
    /** Own claims that were written and not read yet, by their numbers. */
    private final NavigableMap<Long, Double> underWay = new TreeMap<>();

    private double share;

    /**
     * What a dispatcher writes of one limit.
     *
     * @param number of the report, higher than that of any before it, those of a predecessor of the same name included
     * @param limit units a minute that it goes by
     * @param demand units a minute that it would use
     * @param claim units a minute that nobody else may use
     */
    public record Claim(long number, double limit, double demand, double claim) {}

    private record Heard(Claim claim, long timestamp) {}

    /** Has nothing yet. */
    public Claims(String self) {
        this.self = self;
    }

    /** Units a minute that this dispatcher may use. */
    public double share() {
        return share;
    }

    /**
     * The next record of the log.
     *
     * @param timestamp when the log took it, milliseconds; never less than that of the one before
     */
    public void heard(String worker, long timestamp, Claim claim) {
        newest = Math.max(newest, timestamp);
        Heard before = heard.put(worker, new Heard(claim, newest));
        if (worker.equals(self)) {
            boolean lapsed = before == null || isGone(before);
            share = Math.max(lapsed ? 0 : share, granted(claim));
        } else if (!heard.containsKey(self) || isGone(heard.get(self))) {
            // It doesn't get through to the log, and the others have noticed.
            share = 0;
        }
    }

    /** What its place in the log makes of a claim of its own. */
    private double granted(Claim claim) {
        boolean ours = underWay.containsKey(claim.number());
        underWay.headMap(claim.number(), true).clear();
        double room = Math.max(0, limit(claim.limit()) - sumOfOthers());
        // What it claims less in a later one is given up already.
        double later = underWay.values().stream().reduce(claim.claim(), Math::min);
        return ours ? Math.min(later, room) : 0;
    }

    /** A dispatcher left the limit to others. */
    public void left(String worker) {
        heard.remove(worker);
        if (worker.equals(self)) {
            share = 0;
        }
    }

    /**
     * What to write next; what is given up by it is given up at once.
     *
     * @param number see {@link Claim}
     * @param limit units a minute, as this dispatcher knows it
     * @param demand units a minute that it would use
     */
    public Claim next(long number, double limit, double demand) {
        heard.values().removeIf(this::isGone);
        double common = limit(limit);
        Map<String, Double> demands = new HashMap<>();
        heard.forEach((worker, report) -> demands.put(worker, report.claim().demand()));
        demands.put(self, demand);
        double fair = Objects.requireNonNull(Shares.divide(common, demands).get(self));
        double free = Math.max(0, common - sumOfOthers());
        double claim = Math.min(fair, Math.max(share, free));
        share = Math.min(share, claim);
        underWay.put(number, claim);
        return new Claim(number, limit, demand, claim);
    }

    /** The lowest that anybody knows of. */
    private double limit(double own) {
        return heard.values().stream()
                .filter(report -> !isGone(report))
                .mapToDouble(report -> report.claim().limit())
                .reduce(own, Math::min);
    }

    private double sumOfOthers() {
        ToDoubleFunction<Map.Entry<String, Heard>> claim =
                report -> report.getValue().claim().claim();
        return heard.entrySet().stream()
                .filter(report -> !report.getKey().equals(self) && !isGone(report.getValue()))
                .mapToDouble(claim)
                .sum();
    }

    private boolean isGone(Heard report) {
        return newest - report.timestamp() > GONE_AFTER.toMillis();
    }
}
