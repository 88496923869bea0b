package io.tieline.dispatcher.limits;

import io.tieline.dispatcher.limits.Claims.Claim;
import java.time.Duration;
import java.util.Optional;

/**
 * One limit of units a minute at an endpoint, of which this dispatcher has a share. Where there is no limit, everything goes
 * and nothing is counted. Times are nanoseconds of a clock that never goes back. Not safe for use by several threads.
 */
public final class Rate {
    /** Two clocks that both measure a minute differ a little, and so do two ways of counting what began when. */
    private static final double SAFE_SHARE = 0.97;

    /** What waits should be through within ten seconds, as far as it lies with this dispatcher. */
    private static final double DRAINS_A_MINUTE = 6;

    private final Optional<Claims> claims;
    private final RateBucket bucket;
    private final RateMeter meter;
    private double configured;
    private double told = Double.POSITIVE_INFINITY;

    /**
     * Unlimited until told otherwise.
     *
     * @param claims agree with other dispatchers upon the own share; empty: there are no others
     */
    public Rate(Optional<Claims> claims, long now) {
        this.claims = claims;
        this.bucket = new RateBucket(now);
        this.meter = new RateMeter(now);
    }

    /** Units a minute by the catalogue; 0: no limit. */
    public void configure(double perMinute, long now) {
        configured = perMinute;
        refresh(now);
    }

    /** The provider tells of a limit of its own, of which only a lower one counts. */
    public void told(double perMinute, long now) {
        told = perMinute;
        refresh(now);
    }

    public boolean isLimited() {
        return configured > 0;
    }

    private double limit() {
        return Math.min(configured, told);
    }

    /** Whether so much may be taken now. */
    public boolean has(double units, long now) {
        return !isLimited() || bucket.has(units, now);
    }

    /** How long until so much may be taken. */
    public Duration until(double units, long now) {
        return isLimited() ? bucket.until(units, now) : Duration.ZERO;
    }

    /** Takes it, whether it is there or not; what is negative is given back. */
    public void take(double units, long now) {
        if (isLimited()) {
            bucket.take(units, now);
            meter.add(units, now);
        }
    }

    /** Units a minute that are used at present. */
    public double used(long now) {
        return meter.perMinute(now);
    }

    /**
     * What to write next.
     *
     * @param waiting units that wait
     * @param number see {@link Claim}
     * @param reachable false: what was written last hasn't come back, and nothing is given up for that
     */
    public Optional<Claim> next(double waiting, long number, boolean reachable, long now) {
        if (!isLimited()) {
            return Optional.empty();
        }
        double wanted = used(now) + DRAINS_A_MINUTE * waiting;
        Optional<Claim> next = claims.map(
                shared -> shared.next(number, limit(), reachable ? wanted : Math.max(wanted, shared.share())));
        refresh(now);
        return next;
    }

    /** A dispatcher wrote something; see {@link Claims#heard}. */
    public void heard(String worker, long timestamp, Claim claim, long now) {
        claims.ifPresent(shared -> shared.heard(worker, timestamp, claim));
        refresh(now);
    }

    /** A dispatcher left the limit to others. */
    public void left(String worker, long now) {
        claims.ifPresent(shared -> shared.left(worker));
        refresh(now);
    }

    private void refresh(long now) {
        double share = claims.map(Claims::share).orElse(limit());
        bucket.setRate(SAFE_SHARE * Math.min(share, limit()), now);
    }
}
