package io.tieline.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.replay.select.Samples;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommandKind;
import io.tieline.schemas.avro.ReplayOverrides;
import io.tieline.schemas.avro.ReplayState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** What replays do, on a real Kafka with a dispatcher of a few lines. */
class ReplayRunnerIT extends ReplayScene {
    @Test
    void shouldAnswerEachOnceThoughItsOwnerDiesAndDoNothingTheSecondTime() throws Exception {
        // Given
        String name = "mortal";
        List<String> ids = dead(name, 1_000);
        AtomicInteger commits = new AtomicInteger();
        Consumer<Fault> mortal = fault -> {
            int moment = commits.incrementAndGet();
            if (moment == 11 || moment == 19) {
                throw new IllegalStateException("dies " + fault);
            }
        };
        parts.add(TestDispatcher.start(broker, _ -> true));
        runner(_ -> Optional.empty(), mortal);
        // When
        Replay done = awaitState(
                order(name, new NewReplay.Limits(400, Duration.ZERO, 50, 0.5, 20, 3)), ReplayState.COMPLETED);
        // Then
        assertThat(commits.get()).as("20 portions at least").isGreaterThan(19);
        assertThat(published(name))
                .containsExactlyInAnyOrderElementsOf(
                        ids.stream().map(id -> id + "~1").toList());
        assertThat(replied(name)).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(done.getSelected()).isEqualTo(1_000);
        assertThat(done.getReplayed()).isEqualTo(1_000);
        assertThat(done.getSucceeded()).isEqualTo(1_000);
        assertThat(Duration.between(done.getStartedAt(), done.getEndedAt()))
                .as("400 a second")
                .isGreaterThan(Duration.ofSeconds(2));

        // When
        Replay again = awaitState(order(name, FAST), ReplayState.COMPLETED);
        // Then
        assertThat(again.getReplayed()).isZero();
        assertThat(again.getSkippedAnswered()).isEqualTo(1_000);
        assertThat(published(name)).hasSize(1_000);
    }

    @EnabledIfSystemProperty(
            named = "tieline.thorough",
            matches = "|true",
            disabledReason = "it takes a minute, so it runs with -Dtieline.thorough alone")
    @Test
    void shouldAnswerTenThousandOnceThoughTheProcessThatRunsThemIsKilledTwice() throws Exception {
        // Given
        String name = "many";
        int count = 10_000;
        dead(name, count);
        parts.add(TestDispatcher.start(broker, _ -> true));
        Replay ordered = order(name, new NewReplay.Limits(1_000, Duration.ZERO, 5_000, 0.5, 20, 3));
        // When
        long first = killedWhenItHasReplayed(2_000, ordered);
        long second = killedWhenItHasReplayed(first + 2_000, ordered);
        Process third = RunnerProcess.start(broker);
        parts.add(() -> third.destroyForcibly().waitFor());
        Replay done = awaitState(ordered, ReplayState.COMPLETED);
        // Then
        System.out.printf(
                "%d requests at 1000/s, killed at %d and %d: %d published, %d answered, in %d ms%n",
                count,
                first,
                second,
                done.getReplayed(),
                done.getSucceeded(),
                Duration.between(done.getStartedAt(), done.getEndedAt()).toMillis());
        assertThat(second).isLessThan(count);
        assertThat(done.getReplayed()).isEqualTo(count);
        assertThat(done.getSucceeded()).isEqualTo(count);
        assertThat(published(name)).hasSize(count).doesNotHaveDuplicates();
        assertThat(replied(name)).hasSize(count).doesNotHaveDuplicates();
        // When
        Replay again = awaitState(order(name, FAST), ReplayState.COMPLETED);
        // Then
        assertThat(again.getSkippedAnswered()).isEqualTo(count);
        assertThat(again.getReplayed()).isZero();
        assertThat(published(name)).hasSize(count);
    }

    /** By SIGKILL; returns how far it had come. */
    private static long killedWhenItHasReplayed(long count, Replay ordered) throws IOException, InterruptedException {
        Process runner = RunnerProcess.start(broker);
        awaitReplayed(ordered, count);
        runner.destroyForcibly().waitFor();
        return desk.find(ordered.getReplayId()).orElseThrow().getReplayed();
    }

    @Test
    void shouldStopAndSayWhyWhereTooManyFailAgain() throws Exception {
        // Given
        String name = "sick";
        dead(name, 500);
        parts.add(TestDispatcher.start(broker, _ -> false));
        runner();
        // When
        Replay stopped =
                awaitState(order(name, new NewReplay.Limits(50, Duration.ZERO, 20, 0.5, 20, 3)), ReplayState.STOPPED);
        // Then
        assertThat(stopped.getReason())
                .contains("of the last 20 replies and calls failed, allowed: 50 %")
                .contains("provider.server_error");
        assertThat(stopped.getReplayed()).isLessThan(100);
        assertThat(stopped.getAudit().getLast().getKind()).isEqualTo("STOP");
    }

    @Test
    void shouldStopAndSayWhyWhereAllThatCouldServeAreDown() throws Exception {
        // Given
        String name = "down";
        dead(name, 5);
        runner(id -> Optional.of(down(id)), _ -> {});
        // When
        Replay stopped =
                awaitState(order(name, new NewReplay.Limits(0.001, Duration.ZERO, 1, 0.5, 20, 3)), ReplayState.STOPPED);
        // Then
        assertThat(stopped.getReason())
                .isEqualTo(
                        "every endpoint that could serve the next requests is down: eu/gpt, us/gpt (too many failed)");
    }

    private static ProviderHealth down(String id) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
        return ProviderHealth.newBuilder()
                .setEndpointId(id)
                .setProvider(id.substring(0, 2))
                .setModel("gpt")
                .setState(HealthState.DOWN)
                .setSince(now)
                .setReason("too many failed")
                .setEpoch(1)
                .setUpdatedAt(now)
                .build();
    }

    @Test
    void shouldPauseGoOnAndBeCancelled() throws Exception {
        // Given
        String name = "patient";
        dead(name, 400);
        parts.add(TestDispatcher.start(broker, _ -> true));
        runner();
        Replay ordered = order(name, new NewReplay.Limits(40, Duration.ZERO, 1_000, 0.5, 20, 3));
        awaitState(ordered, ReplayState.RUNNING);
        // When
        desk.tell(ordered.getReplayId(), ReplayCommandKind.PAUSE, "bob", "lunch");
        Replay paused = awaitState(ordered, ReplayState.PAUSED);
        long sofar = paused.getReplayed();
        desk.tell(ordered.getReplayId(), ReplayCommandKind.RESUME, "bob", "");
        awaitReplayed(ordered, sofar + 1);
        desk.tell(ordered.getReplayId(), ReplayCommandKind.CANCEL, "bob", "enough");
        Replay cancelled = awaitState(ordered, ReplayState.CANCELLED);
        // Then
        assertThat(cancelled.getReplayed()).isLessThan(400);
        assertThat(published(name)).doesNotHaveDuplicates().hasSize(Math.toIntExact(cancelled.getReplayed()));
        assertThat(cancelled.getAudit()).hasSize(4);
        Awaitility.await()
                .atMost(PATIENCE)
                .untilAsserted(() -> assertThat(
                                desk.find(ordered.getReplayId()).orElseThrow().getSucceeded())
                        .isEqualTo(cancelled.getReplayed()));
    }

    @Test
    void shouldTellBeforehandWhatItWouldDo() {
        // Given
        String name = "preview";
        dead(name, 20);
        dead(Samples.request(name + "-eve").setTenant("eve").setJobId(name));
        broker.flush();
        ReplayOverrides abroad = ReplayOverrides.newBuilder()
                .setMaxOutputTokens(100)
                .setEndpointsDenied(List.of(Fleet.EU))
                .build();
        // When
        Preview preview = desk.preview(of(name, abroad, FAST), Fleet.CATALOGUE);
        // Then
        assertThat(preview.selected()).isEqualTo(21);
        assertThat(preview.published()).isEqualTo(20);
        assertThat(preview.refused()).isEqualTo(1);
        assertThat(preview.targets()).containsExactlyEntriesOf(Map.of(Fleet.US, 20L));
        assertThat(preview.mostOutputTokens()).isEqualTo(2_000);
        assertThat(preview.mostMicroUsd()).isGreaterThanOrEqualTo(4_000);
        assertThat(published(name)).isEmpty();
    }

    @Test
    void shouldTakeOverFromARunnerThatLeaves() throws Exception {
        // Given
        String name = "handover";
        dead(name, 300);
        parts.add(TestDispatcher.start(broker, _ -> true));
        ReplayRunner first = runner();
        Replay ordered = order(name, new NewReplay.Limits(60, Duration.ZERO, 1_000, 0.5, 20, 3));
        awaitReplayed(ordered, 21);
        // When
        runner();
        first.close();
        Replay done = awaitState(ordered, ReplayState.COMPLETED);
        // Then
        assertThat(done.getSucceeded()).isEqualTo(300);
        assertThat(published(name)).hasSize(300).doesNotHaveDuplicates();
    }
}
