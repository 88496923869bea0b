package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobProgress;
import io.tieline.schemas.avro.JobState;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Gateways die by SIGKILL in the midst of a batch, and it ends with each line once. {@code -Dtieline.kills=N} kills N times,
 * {@code -Dtieline.seed=S} as in an earlier run.
 */
class GatewayKillsIT {
    private static final int LINES = 4_000;

    /** Each of so many lines asks for what can't be: its reply comes from the gateway itself. */
    private static final int REFUSED = 50;

    /** Killing at the right moment takes luck. */
    private static final int TRIES = 4;

    private static final Duration PATIENCE = Duration.ofSeconds(90);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static Stack stack;
    private static BatchCalls calls;
    private static JobWatch watch;
    private static GatewayFleet gateways;

    @BeforeAll
    static void start() throws IOException {
        stack = Stack.start(StackOptions.fresh().withSpeed(100), _ -> {});
        calls = new BatchCalls();
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
        System.out.println("seed of the kills: -Dtieline.seed=" + seed);
        return Kill.draw(Integer.getInteger("tieline.kills", 3), seed).stream();
    }

    @ParameterizedTest
    @MethodSource("kills")
    void shouldEndWithEachLineOnce(Kill kill) throws Exception {
        boolean hit = false;
        for (int tries = 0; !hit && tries < TRIES; tries++) {
            // Given
            gateways.await(kill.victims() == Kill.Victims.ONLY ? 1 : 2);
            String jobId = calls.create(gateways.living().getFirst(), input());
            // When
            hit = kills(kill, jobId);
            // Then
            long killed = System.nanoTime();
            assertWhole(jobId, awaitEnd(jobId));
            System.out.printf("  … ended %.1f s later%n", (System.nanoTime() - killed) / 1e9);
        }
        if (!hit) {
            fail("in " + TRIES + " batches, no gateway could be killed in the midst of " + kill.phase());
        }
    }

    private static String input() {
        return IntStream.rangeClosed(1, LINES)
                .mapToObj(line ->
                        """
                        {"custom_id": "c-%05d", "method": "POST", "url": "/v1/chat/completions", "body": {%s\
                        "model": "summarize", "messages": [{"role": "user", "content": "Say something about %d. %s"}]}}
                        """.formatted(line, isRefused(line) ? "\"n\": 2, " : "", line, "It is a number. ".repeat(20)))
                .collect(Collectors.joining());
    }

    private static boolean isRefused(int line) {
        return line % REFUSED == 0;
    }

    /** False where the phase was over too soon. */
    private static boolean kills(Kill kill, String jobId) throws Exception {
        Awaitility.await()
                .pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> {
                    watch.look();
                    return watch.partition(jobId).isPresent();
                });
        GatewayProcess owner = gateways.owner(watch.partition(jobId).orElseThrow());
        while (!isReached(kill, jobId)) {
            watch.look();
            if (isOver(kill, jobId)) {
                System.out.println(kill + ": missed");
                return false;
            }
        }
        gateways.kill(kill.victims(), owner);
        boolean hit = isAmid(kill.phase(), jobId);
        System.out.println(kill + (hit ? ": hit " : ": missed ") + seen(jobId));
        return hit;
    }

    private static boolean isReached(Kill kill, String jobId) throws IOException {
        return switch (kill.phase()) {
            case EXPANSION ->
                watch.progress(jobId)
                        .filter(progress -> !progress.getFinished() && progress.getLines() >= kill.share() * LINES)
                        .isPresent();
            case COUNTING ->
                isExpanded(jobId)
                        && watch.job(jobId)
                                .filter(job -> outcomes(job) >= kill.share() * LINES && outcomes(job) < LINES)
                                .isPresent();
            case WRITING -> gateways.unfinishedBytes(jobId) > kill.share() * LINES * 100;
        };
    }

    private static boolean isOver(Kill kill, String jobId) {
        return switch (kill.phase()) {
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
            case EXPANSION -> !lastProgress(jobId).getFinished();
            case COUNTING -> lastProgress(jobId).getFinished() && lastJob(jobId).getState() == JobState.RUNNING;
            case WRITING -> gateways.unfinishedBytes(jobId) > 0 && !gateways.hasOutput(jobId);
        };
    }

    private static JobProgress lastProgress(String jobId) {
        return watch.committed(Topics.JOB_PROGRESS).stream()
                .filter(progress -> progress.getJobId().equals(jobId))
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    private static Job lastJob(String jobId) {
        return watch.committed(Topics.JOBS).stream()
                .filter(job -> job.getJobId().equals(jobId))
                .reduce((_, later) -> later)
                .orElseThrow();
    }

    private static String seen(String jobId) throws Exception {
        return "at %d lines, %d outcomes, %d bytes; left open: %s"
                .formatted(
                        lastProgress(jobId).getLines(),
                        outcomes(lastJob(jobId)),
                        gateways.unfinishedBytes(jobId),
                        gateways.openTransactions());
    }

    private static URI awaitEnd(String jobId) {
        return Awaitility.await()
                .atMost(PATIENCE)
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptionsInstanceOf(IOException.class)
                .until(
                        () -> {
                            for (URI gateway : gateways.living()) {
                                if (calls.batch(gateway, jobId)
                                        .get("status")
                                        .textValue()
                                        .equals("completed")) {
                                    return gateway;
                                }
                            }
                            return null;
                        },
                        gateway -> gateway != null);
    }

    private static void assertWhole(String jobId, URI gateway) throws Exception {
        JsonNode batch = calls.batch(gateway, jobId);
        List<Integer> answered = customIds(gateway, batch.get("output_file_id").textValue());
        List<Integer> refused = customIds(gateway, batch.get("error_file_id").textValue());
        assertThat(answered)
                .containsExactlyElementsOf(
                        lines().filter(line -> !isRefused(line)).toList());
        assertThat(refused)
                .containsExactlyElementsOf(
                        lines().filter(GatewayKillsIT::isRefused).toList());
        JsonNode counts = batch.get("request_counts");
        assertThat(counts.get("total").asInt()).isEqualTo(LINES);
        assertThat(counts.get("completed").asInt()).isEqualTo(answered.size());
        assertThat(counts.get("failed").asInt()).isEqualTo(refused.size());
        assertThat(watch.committed(Topics.REQUESTS_BATCH).stream()
                        .filter(request -> jobId.equals(request.getJobId()))
                        .map(InferenceRequest::getRequestId)
                        .sorted())
                .containsExactlyElementsOf(lines().filter(line -> !isRefused(line))
                        .map(line -> jobId + "-" + line)
                        .sorted()
                        .toList());
        List<InferenceReply> replies = watch.committed(Topics.REPLIES).stream()
                .filter(reply -> jobId.equals(reply.getJobId()))
                .toList();
        assertThat(replies.stream().map(InferenceReply::getRequestId).sorted())
                .containsExactlyElementsOf(
                        lines().map(line -> jobId + "-" + line).sorted().toList());
        assertThat(calls.job(gateway, jobId).get("costMicroUsd").asLong())
                .isEqualTo(replies.stream()
                        .mapToLong(InferenceReply::getCostMicroUsd)
                        .sum());
    }

    private static Stream<Integer> lines() {
        return IntStream.rangeClosed(1, LINES).boxed();
    }

    /** Numbers of the lines in a file. */
    private static List<Integer> customIds(URI gateway, String fileId) throws Exception {
        return calls.content(gateway, fileId)
                .lines()
                .map(GatewayKillsIT::customId)
                .toList();
    }

    private static int customId(String line) {
        try {
            return Integer.parseInt(
                    JSON.readTree(line).get("custom_id").textValue().replaceFirst("c-", ""));
        } catch (IOException e) {
            throw new AssertionError("a line of a file is broken: " + line, e);
        }
    }
}
