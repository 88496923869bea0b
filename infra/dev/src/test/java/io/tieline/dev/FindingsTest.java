package io.tieline.dev;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dev.Evidence.Seen;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ServedBy;
import io.tieline.schemas.avro.Usage;
import io.tieline.sim.calls.Call;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FindingsTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final String PRIMARY = "anthropic/claude-3-5-sonnet";
    private static final String OTHER = "openai/gpt-4o";

    private final Map<String, List<Seen>> replies = new HashMap<>();
    private final List<Call> calls = new ArrayList<>();

    @Test
    void shouldFindNothingWrongWithOneCallAndOneReplyEach() {
        // Given
        answered("a", PRIMARY, 1, 100);
        answered("b", OTHER, 1, 300);

        // When
        DemoReport report = report(Set.of("a", "b"));

        // Then
        assertThat(report.isSound()).isTrue();
        assertThat(report.completed()).isEqualTo(2);
        assertThat(report.repeatedCalls()).isZero();
        assertThat(report.switches()).isEqualTo(1);
        assertThat(report.latencyMs()).isEqualTo(new DemoReport.Latency(100, 300, 300, 300));
        // 1,000 tokens in and 100 out: 3 + 1.2 and 5 + 2 thousandths of a dollar.
        assertThat(report.costUsd()).isEqualByComparingTo("0.0112").isEqualByComparingTo(report.idealCostUsd());
    }

    @Test
    void shouldSeeALostReply() {
        // Given
        answered("a", PRIMARY, 1, 100);

        // When
        DemoReport report = report(Set.of("a", "b"));

        // Then
        assertThat(report.lost()).isEqualTo(1);
        assertThat(report.isSound()).isFalse();
    }

    @Test
    void shouldSeeADoubledReply() {
        // Given
        answered("a", PRIMARY, 1, 100);
        replies.computeIfPresent("a", (id, seen) -> List.of(seen.getFirst(), seen.getFirst()));

        // When
        DemoReport report = report(Set.of("a"));

        // Then
        assertThat(report.duplicateReplies()).isEqualTo(1);
        assertThat(report.isSound()).isFalse();
    }

    @Test
    void shouldCountErrorsByTheirCodeTheMostFrequentFirst() {
        // Given
        failed("a", "request.invalid", "no messages");
        failed("b", "deadline.exceeded", "too late");
        failed("c", "deadline.exceeded", "too late");
        answered("d", PRIMARY, 1, 100);

        // When
        DemoReport report = report(Set.of("a", "b", "c", "d"));

        // Then
        assertThat(report.errors())
                .containsExactly(
                        new DemoReport.Failure("deadline.exceeded", 2, "too late"),
                        new DemoReport.Failure("request.invalid", 1, "no messages"));
        assertThat(printed(report)).contains("2 x deadline.exceeded, such as: too late");
    }

    @Test
    void shouldCountCallsThatNoReplyTellsOfAndWhatTheyCost() {
        // Given
        answered("a", PRIMARY, 1, 5_000);
        calls.add(call("a", PRIMARY));
        answered("b", PRIMARY, 1, 100);

        // When
        DemoReport report = new Findings(
                        Set.of("a", "b"),
                        replies,
                        calls,
                        List.of(START.plusSeconds(1)),
                        DemoModels.catalogue(FindingsTest::url))
                .report(Duration.ofSeconds(6));

        // Then
        assertThat(report.repeatedCalls()).isEqualTo(1);
        assertThat(report.callsInFlightAtKills()).isEqualTo(1);
        assertThat(report.costUsd()).isGreaterThan(report.idealCostUsd());
    }

    private DemoReport report(Set<String> accepted) {
        return new Findings(accepted, replies, calls, List.of(), DemoModels.catalogue(FindingsTest::url))
                .report(Duration.ofSeconds(1));
    }

    private static String printed(DemoReport report) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        DemoPrinter.print(report, new PrintStream(out, true, StandardCharsets.UTF_8));
        return out.toString(StandardCharsets.UTF_8);
    }

    private void failed(String id, String code, String message) {
        InferenceReply reply = InferenceReply.newBuilder()
                .setRequestId(id)
                .setTenant("demo")
                .setRoute("summarize")
                .setOutcome(Outcome.FAILED)
                .setError(new ReplyError(code, message, List.of()))
                .setCostMicroUsd(0)
                .setAttempts(List.of())
                .setCreatedAt(START)
                .setFinishedAt(START)
                .build();
        replies.put(id, List.of(new Seen(reply, START)));
    }

    private static URI url(String endpointId) {
        return URI.create("http://127.0.0.1/" + endpointId);
    }

    private void answered(String id, String endpoint, int attempts, long millis) {
        List<AttemptSummary> told = new ArrayList<>();
        for (int i = 1; i <= attempts; i++) {
            told.add(new AttemptSummary(i, endpoint, "ok", 200, null, START, 50L, false));
            calls.add(call(id, endpoint));
        }
        InferenceReply reply = InferenceReply.newBuilder()
                .setRequestId(id)
                .setTenant("demo")
                .setRoute("summarize")
                .setOutcome(Outcome.COMPLETED)
                .setText("text")
                .setFinishReason("stop")
                .setServedBy(new ServedBy(endpoint, "p", "m", !endpoint.equals(PRIMARY), false, null))
                .setUsage(new Usage(1_000L, 100L, false, 0L))
                .setCostMicroUsd(1)
                .setAttempts(told)
                .setCreatedAt(START)
                .setFinishedAt(START.plusMillis(millis))
                .build();
        replies.put(id, List.of(new Seen(reply, START.plusMillis(millis))));
    }

    private static Call call(String id, String endpoint) {
        return new Call(1, id, endpoint, START, START.plusMillis(50), 1_000, 0, 100, 200, null, null, true, true);
    }
}
