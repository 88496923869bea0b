package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.ChangeablePart;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A dispatcher is gone between two steps of a request, at one point after the other.
 *
 * @param points methods of the dispatcher, whether at their beginning or end, and at which call of them
 * @param perSecond requests
 */
record CrashPoints(String name, String what, List<String> points, int perSecond) implements Scenario {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int HALTED = 137;
    private static final String PACKAGE = "halt@io.tieline.dispatcher.";

    CrashPoints {
        points = List.copyOf(points);
    }

    static CrashPoints everywhere() {
        return new CrashPoints(
                "crash-points",
                "a dispatcher is gone before a call, before a reply, before, within and after a commit",
                List.of(
                        "provider.HttpProviderCaller#call@entry:20",
                        "settle.Settler#offer@entry:30",
                        "settle.Transactions#send@entry:25",
                        "settle.Transactions#commit@entry:10",
                        "settle.Transactions#commit@exit:12"),
                30);
    }

    static CrashPoints withinTransactions() {
        return new CrashPoints(
                "gone-in-the-middle",
                "a dispatcher is gone within a transaction, before its replies are sent",
                List.of(
                        "settle.Transactions#send@entry:20",
                        "settle.Transactions#send@entry:41",
                        "settle.Transactions#send@entry:62"),
                40);
    }

    @Override
    public void play(Rig rig) throws Exception {
        ChangeablePart victim = rig.backend().dispatchers().getLast();
        try (Traffic _ = rig.load().start(Kind.USUAL, perSecond)) {
            for (String point : points) {
                victim.stop();
                rig.faultBegins("halt", victim.name());
                victim.startChanged(PACKAGE + point);
                rig.await(victim.name() + " to be gone at " + point, PATIENCE, () -> !victim.isRunning());
                requireHalted(victim, point);
                victim.kill();
                victim.start();
                rig.faultEnds("halt", victim.name());
                // A container's first process doesn't hear that it is to stop before its JVM is up.
                rig.awaitCallOf(victim, Instant.now());
            }
        }
    }

    /** One that can't be halted there, as there is no such point any more, ends otherwise. */
    private static void requireHalted(ChangeablePart victim, String point) {
        if (victim.exitCode() != HALTED) {
            throw new IllegalStateException(
                    victim.name() + " was to be gone at " + point + " and ended with exit code " + victim.exitCode());
        }
    }
}
