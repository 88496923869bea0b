package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.fail;

import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProgress;
import io.tieline.schemas.avro.JobState;
import io.tieline.systemtests.rig.GatewayCalls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gateways die by SIGKILL in the midst of a batch, and it ends with each line once. {@code -Dtieline.kills=N} kills N times,
 * {@code -Dtieline.seed=S} as in an earlier run.
 */
@EnabledIfSystemProperty(
        named = "tieline.thorough",
        matches = "|true",
        disabledReason = "it takes two minutes, so it runs with -Dtieline.thorough alone")
class GatewayKillsIT {
    private static final int LINES = 4_000;

    /** Killing at the right moment takes luck. */
    private static final int TRIES = 4;

    /** What a line takes in the output file, at least. */
    private static final int LINE_BYTES = 200;

    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static Path folder;

    private static Stack stack;
    private static GatewayCalls calls;
    private static JobWatch watch;
    private static GatewayFleet gateways;

    @BeforeAll
    static void start() throws IOException {
        // Where things went wrong, the logs of the gateways tell how: they stay until the next build.
        folder = Files.createTempDirectory(
                Files.createDirectories(Path.of("target").toAbsolutePath()), "kills-");
        stack = Stack.start(StackOptions.fresh().withSpeed(100), _ -> {});
        calls = new GatewayCalls();
        gateways = GatewayFleet.start(stack, calls, folder);
        watch = new JobWatch(stack);
    }

    @AfterAll
    static void stop() {
        watch.close();
        gateways.close();
        calls.close();
        stack.close();
    }

    static Stream<Kill> kills() {
        long seed = Long.getLong("tieline.seed", System.nanoTime());
        System.out.println("seed of the kills: -Dtieline.seed=" + seed + "; logs of the gateways: " + folder);
        return Kill.draw(Integer.getInteger("tieline.kills", Kill.Phase.values().length), seed).stream();
    }

    @ParameterizedTest
    @MethodSource("kills")
    void shouldEndWithEachLineOnce(Kill kill) throws Exception {
        boolean hit = false;
        for (int tries = 0; !hit && tries < TRIES; tries++) {
            // Given
            gateways.await(kill.victims() == Kill.Victims.ONLY ? 1 : 2);
            NumberedBatch batch = new NumberedBatch(LINES);
            String jobId = calls.create(gateways.living().getFirst(), batch.input());
            // When
            hit = kills(kill, jobId);
            // Then
            long killed = System.nanoTime();
            URI gateway = awaitEnd(jobId);
            System.out.printf("  ended %.1f s later%n", (System.nanoTime() - killed) / 1e9);
            batch.assertWhole(jobId, calls, gateway, watch);
        }
        if (!hit) {
            fail("in " + TRIES + " batches, no gateway could be killed in the midst of " + kill.phase());
        }
    }

    /** False where the phase was over too soon. */
    private static boolean kills(Kill kill, String jobId) throws Exception {
        atOnce().until(() -> watch.look().partition(jobId).isPresent());
        GatewayProcess owner = gateways.owner(watch.partition(jobId).orElseThrow());
        atOnce().until(() -> {
            watch.look();
            return isReached(kill, jobId) || isOver(kill.phase(), jobId);
        });
        if (isOver(kill.phase(), jobId)) {
            System.out.println(kill + ": too late");
            return false;
        }
        gateways.kill(kill.victims(), owner);
        boolean hit = isAmid(kill.phase(), jobId);
        System.out.println(kill + (hit ? ": " : ": too late, ") + standing(jobId));
        return hit;
    }

    private static ConditionFactory atOnce() {
        return Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(PATIENCE);
    }

    private static boolean isReached(Kill kill, String jobId) throws IOException {
        return switch (kill.phase()) {
            case EXPANSION ->
                watch.progress(jobId)
                        .filter(progress -> !progress.getFinished() && progress.getLines() >= kill.of(LINES))
                        .isPresent();
            case COUNTING ->
                isExpanded(jobId)
                        && watch.job(jobId)
                                .filter(job -> outcomes(job) >= kill.of(LINES))
                                .isPresent();
            case WRITING -> gateways.unfinishedBytes(jobId) > kill.of(LINES * LINE_BYTES);
        };
    }

    private static boolean isOver(Kill.Phase phase, String jobId) {
        return switch (phase) {
            case EXPANSION -> isExpanded(jobId);
            case COUNTING ->
                watch.job(jobId).filter(job -> outcomes(job) == LINES).isPresent();
            case WRITING -> gateways.hasOutput(jobId);
        };
    }

    private static boolean isExpanded(String jobId) {
        return watch.progress(jobId).filter(JobProgress::getFinished).isPresent();
    }

    private static long outcomes(Job job) {
        return job.getCompleted() + job.getFailed() + job.getCancelled() + job.getExpired();
    }

    /** Whether what is there after the death of its gateway is a part of what that had to do. */
    private static boolean isAmid(Kill.Phase phase, String jobId) throws IOException {
        return switch (phase) {
            case EXPANSION -> !watch.lastProgress(jobId).getFinished();
            case COUNTING ->
                watch.lastProgress(jobId).getFinished() && watch.lastJob(jobId).getState() == JobState.RUNNING;
            case WRITING -> gateways.unfinishedBytes(jobId) > 0 && !gateways.hasOutput(jobId);
        };
    }

    private static String standing(String jobId) throws Exception {
        Job job = watch.lastJob(jobId);
        return "%s with %d lines expanded, %d counted, %d bytes written; transactions left open: %s"
                .formatted(
                        job.getState(),
                        watch.lastProgress(jobId).getLines(),
                        outcomes(job),
                        gateways.unfinishedBytes(jobId),
                        gateways.openTransactions());
    }

    /** Waits until one of the gateways says that it is completed, and returns that. */
    private static URI awaitEnd(String jobId) throws Exception {
        try {
            return Awaitility.await()
                    .atMost(PATIENCE)
                    .pollInterval(Duration.ofMillis(200))
                    .ignoreExceptionsInstanceOf(IOException.class)
                    .until(
                            () -> gateways.living().stream()
                                    .filter(gateway -> calls.isCompleted(gateway, jobId))
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
        } catch (ConditionTimeoutException e) {
            throw new AssertionError(jobId + " doesn't end: " + standing(jobId), e);
        }
    }
}
