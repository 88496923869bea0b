package io.tieline.sim.limit;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** Keeps an endpoint's limits and counts what it lets through, exactly. Safe for use by many threads. */
public final class Limiter {
    /** Seconds that are kept, the latest ones: a day. */
    private static final int SECONDS_KEPT = 86_400;

    private final ReentrantLock lock = new ReentrantLock();
    private final ArrayDeque<Usage> usage = new ArrayDeque<>();
    private Limits limits;
    private @Nullable Bucket requests;
    private @Nullable Bucket tokens;

    /** A limiter whose buckets are full. */
    public Limiter(Limits limits, Instant now) {
        this.limits = limits;
        fill(now);
    }

    /** Puts other limits in force, with full buckets. */
    public void change(Limits newLimits, Instant now) {
        lock.lock();
        try {
            limits = newLimits;
            fill(now);
        } finally {
            lock.unlock();
        }
    }

    public Limits limits() {
        lock.lock();
        try {
            return limits;
        } finally {
            lock.unlock();
        }
    }

    /** Lets a call of so many tokens through, or refuses it. */
    public Admission admit(int callTokens, Instant now) {
        lock.lock();
        try {
            Duration forRequests = requests == null ? Duration.ZERO : requests.until(1, now);
            Duration forTokens = tokens == null ? Duration.ZERO : tokens.until(callTokens, now);
            boolean tooLarge = tokens != null && callTokens > tokens.limit();
            if (!tooLarge && forRequests.isZero() && forTokens.isZero()) {
                take(callTokens, now);
                return new Admission.Admitted(quota(now));
            }
            count(now, 0, 1, 0);
            return tooLarge || forTokens.compareTo(forRequests) > 0
                    ? new Admission.Refused(quota(now), Limited.TOKENS, callTokens, tooLarge ? null : forTokens)
                    : new Admission.Refused(quota(now), Limited.REQUESTS, 1, forRequests);
        } finally {
            lock.unlock();
        }
    }

    /** What came in each second in which anything came, the earliest first; at most the last 86,400 of them. */
    public List<Usage> usage() {
        lock.lock();
        try {
            return List.copyOf(usage);
        } finally {
            lock.unlock();
        }
    }

    private void fill(Instant now) {
        requests = limits.requestsPerMinute() == 0 ? null : new Bucket(limits.requestsPerMinute(), limits.burst(), now);
        tokens = limits.tokensPerMinute() == 0 ? null : new Bucket(limits.tokensPerMinute(), limits.burst(), now);
    }

    private void take(int callTokens, Instant now) {
        if (requests != null) {
            requests.take(1, now);
        }
        if (tokens != null) {
            tokens.take(callTokens, now);
        }
        count(now, 1, 0, callTokens);
    }

    private Quota quota(Instant now) {
        return new Quota(requests == null ? null : requests.left(now), tokens == null ? null : tokens.left(now));
    }

    // Calls decide in another order than they read the clock: one that is late counts for the latest second.
    private void count(Instant now, int accepted, int refused, int callTokens) {
        Instant second = now.truncatedTo(ChronoUnit.SECONDS);
        Usage last = usage.peekLast();
        if (last != null && !second.isAfter(last.second())) {
            usage.removeLast();
            second = last.second();
        } else {
            last = new Usage(second, 0, 0, 0);
        }
        usage.addLast(
                new Usage(second, last.accepted() + accepted, last.refused() + refused, last.tokens() + callTokens));
        if (usage.size() > SECONDS_KEPT) {
            usage.removeFirst();
        }
    }
}
