package io.tieline.health.judge;

import static io.tieline.health.judge.Calls.NOW;
import static io.tieline.health.judge.Calls.bad;
import static io.tieline.health.judge.Calls.broken;
import static io.tieline.health.judge.Calls.good;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a run of evidence remembers, and the reason that is made of it. */
class EvidenceTest {
    private final Detector detector = new Detector(JudgeSettings.DEFAULTS);

    @Test
    void shouldTellWhatTheEvidenceConsistsOf() {
        // Given
        List<Observation> calls = List.of(
                bad("r1", "w2"), good(), bad("r2", "w1"), broken("r3", "w1"), bad("r1", "w3"), good(), bad("r4", "w1"));

        // When
        for (int i = 0; i < calls.size(); i++) {
            detector.weigh(calls.get(i), NOW.plus(Duration.ofMillis(i)));
        }

        // Then
        Evidence run = detector.evidence().orElseThrow();
        assertThat(run.start()).isEqualTo(NOW);
        assertThat(run.lastFailure()).isEqualTo(NOW.plusMillis(6));
        assertThat(run.attempts()).isEqualTo(6);
        assertThat(run.failed()).isEqualTo(4);
        assertThat(run.distinctRequests()).isEqualTo(4);
        assertThat(run.requests()).containsExactly("r1", "r2", "r3", "r4");
        assertThat(run.workers()).containsExactly("w1", "w2");
        assertThat(run.failures()).containsEntry(Calls.CODE, 3L).containsEntry("provider.stream_broken", 1L);
    }

    @Test
    void shouldKeepABoundedPartOfALongRun() {
        // When
        IntStream.range(0, 100).forEach(i -> detector.weigh(bad("r" + i, "w" + i), NOW.plusMillis(i)));

        // Then
        Evidence run = detector.evidence().orElseThrow();
        assertThat(run.distinctRequests()).isEqualTo(100);
        assertThat(run.requests())
                .containsExactlyElementsOf(
                        IntStream.range(68, 100).mapToObj(i -> "r" + i).toList());
        assertThat(run.workers()).hasSize(Evidence.WORKERS_KEPT);
    }

    @Test
    void shouldTellTheReasonByTheMostFrequentCode() {
        // Given
        detector.weigh(bad("r1", "w1"), NOW);
        detector.weigh(broken("r2", "w1"), NOW);
        detector.weigh(broken("r3", "w2"), NOW);
        detector.weigh(good(), NOW);

        // When
        Reason reason = Reason.of(detector.evidence().orElseThrow());

        // Then
        assertThat(reason)
                .isEqualTo(new Reason(
                        "provider.stream_broken",
                        "3 of 4 calls failed (provider.stream_broken 2, provider.server_error 1),"
                                + " for 3 requests at 2 dispatchers"));
    }

    @Test
    void shouldPutTheReasonInTheSingularWhereThereIsOneOfAKind() {
        detector.weigh(bad("r1"), NOW);

        assertThat(Reason.of(detector.evidence().orElseThrow()).words())
                .isEqualTo("1 of 1 calls failed (provider.server_error 1), for 1 request at 1 dispatcher");
    }
}
