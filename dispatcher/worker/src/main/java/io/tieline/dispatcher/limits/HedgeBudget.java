package io.tieline.dispatcher.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * How many calls may be joined by another one: on each route, one for fifty calls that might have been, which is 2 % of them
 * at most. Where all calls are slow, joining them all would double the load of endpoints that have too much of it already.
 * It starts empty, and saves up no more than ten. Each dispatcher has its own. Safe for use by several threads.
 */
public final class HedgeBudget {
    private static final int CALLS_FOR_ONE = 50;
    private static final int MOST = 10 * CALLS_FOR_ONE;

    /** Calls that nobody has joined yet, by route. */
    private final Map<String, AtomicInteger> saved = new ConcurrentHashMap<>();

    /** A call of the route begins that may be joined. */
    public void called(String route) {
        of(route).updateAndGet(calls -> Math.min(MOST, calls + 1));
    }

    /** Takes leave to join one; false where there is none left. */
    public boolean take(String route) {
        int before = of(route).getAndUpdate(calls -> calls < CALLS_FOR_ONE ? calls : calls - CALLS_FOR_ONE);
        return before >= CALLS_FOR_ONE;
    }

    /** The call was not joined after all. */
    public void giveBack(String route) {
        of(route).updateAndGet(calls -> Math.min(MOST, calls + CALLS_FOR_ONE));
    }

    private AtomicInteger of(String route) {
        return saved.computeIfAbsent(route, _ -> new AtomicInteger());
    }
}
