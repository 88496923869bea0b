package io.tieline.replay.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.replay.run.ReplayMachine.Portion;
import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Samples;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommand;
import io.tieline.schemas.avro.ReplayCommandKind;
import io.tieline.schemas.avro.ReplayOrder;
import io.tieline.schemas.avro.ReplayPosition;
import io.tieline.schemas.avro.ReplayState;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class ReplayMachineTest {
    private static final Instant NOW = Samples.NOON;
    private static final List<ReplayCommandKind> ORDERS = List.of(ReplayCommandKind.values());
    private static final List<ReplayPosition> AT_START = List.of(new ReplayPosition(0, 0L, 10L));
    private static final List<ReplayPosition> AT_END = List.of(new ReplayPosition(0, 10L, 10L));

    private static Replay accepted() {
        return new NewReplay(
                        new Selection(Source.DEAD_LETTERS, Filter.ALL),
                        NewReplay.nothing(),
                        null,
                        false,
                        NewReplay.Limits.USUAL,
                        "ann",
                        "an outage")
                .begin("replay-1", NOW);
    }

    private static Replay told(Replay replay, ReplayCommandKind kind) {
        return ReplayMachine.told(
                replay,
                ReplayCommand.newBuilder()
                        .setReplayId("replay-1")
                        .setKind(kind)
                        .setBy("bob")
                        .setWhy("because")
                        .setAt(NOW)
                        .build());
    }

    private static Portion published(long count, List<ReplayPosition> cursor) {
        return new Portion(count, 0, 0, 0, 0, null, cursor);
    }

    @Test
    void shouldBeThroughWhenAllIsReadAndAllThatWasPublishedHasEnded() {
        // Given
        Replay running = ReplayMachine.begun(accepted(), 10, AT_START, NOW);
        // When
        Replay read = ReplayMachine.advanced(running, published(10, AT_END), NOW);
        Replay almost = ReplayMachine.answered(read, 8, 1, NOW);
        Replay all = ReplayMachine.answered(almost, 0, 1, NOW);
        // Then
        assertThat(read.getState()).isEqualTo(ReplayState.RUNNING);
        assertThat(almost.getState()).isEqualTo(ReplayState.RUNNING);
        assertThat(all.getState()).isEqualTo(ReplayState.COMPLETED);
        assertThat(all.getEndedAt()).isEqualTo(NOW);
    }

    @Test
    void shouldBeThroughAtOnceWhereNothingIsThere() {
        assertThat(ReplayMachine.begun(accepted(), 0, AT_END, NOW).getState()).isEqualTo(ReplayState.COMPLETED);
    }

    @Test
    void shouldPauseResumeAndCancelAndTellWhoSaidSo() {
        // When
        Replay paused = told(ReplayMachine.begun(accepted(), 10, AT_START, NOW), ReplayCommandKind.PAUSE);
        Replay resumed = told(paused, ReplayCommandKind.RESUME);
        Replay cancelled = told(resumed, ReplayCommandKind.CANCEL);
        // Then
        assertThat(paused.getState()).isEqualTo(ReplayState.PAUSED);
        assertThat(resumed.getState()).isEqualTo(ReplayState.RUNNING);
        assertThat(cancelled.getState()).isEqualTo(ReplayState.CANCELLED);
        assertThat(cancelled.getAudit())
                .extracting(ReplayOrder::getKind)
                .containsExactly("START", "PAUSE", "RESUME", "CANCEL");
        assertThat(cancelled.getAudit().getLast()).isEqualTo(new ReplayOrder("CANCEL", "bob", "because", NOW));
        assertThat(told(cancelled, ReplayCommandKind.RESUME)).isSameAs(cancelled);
    }

    @Test
    void shouldStopWithAReasonAndGoOnWhenTold() {
        // When
        Replay stopped =
                ReplayMachine.stopped(ReplayMachine.begun(accepted(), 10, AT_START, NOW), "all of it is down", NOW);
        // Then
        assertThat(stopped.getState()).isEqualTo(ReplayState.STOPPED);
        assertThat(stopped.getReason()).isEqualTo("all of it is down");
        Replay resumed = told(stopped, ReplayCommandKind.RESUME);
        assertThat(resumed.getState()).isEqualTo(ReplayState.RUNNING);
        assertThat(resumed.getReason()).isNull();
    }

    @Test
    void shouldBeginAnewWhenItIsResumedBeforeItHadBegun() {
        Replay paused = told(accepted(), ReplayCommandKind.PAUSE);
        assertThat(told(paused, ReplayCommandKind.RESUME).getState()).isEqualTo(ReplayState.ACCEPTED);
    }

    @RepeatedTest(50)
    void shouldKeepItsCountsWhateverHappens() {
        // Given
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Replay replay = ReplayMachine.begun(accepted(), 10, AT_START, NOW);
        long published = 0;
        long ended = 0;
        // When
        for (int i = 0; i < 100; i++) {
            ReplayState before = replay.getState();
            switch (random.nextInt(4)) {
                case 0 -> replay = told(replay, ORDERS.get(random.nextInt(ORDERS.size())));
                case 1 -> {
                    if (before == ReplayState.RUNNING) {
                        published++;
                        replay = ReplayMachine.advanced(replay, published(1, AT_START), NOW);
                    }
                }
                case 2 -> {
                    if (published > ended) {
                        ended++;
                        replay = ReplayMachine.answered(replay, random.nextInt(2), 0, NOW);
                        long missing = ended - replay.getSucceeded() - replay.getFailed();
                        replay = ReplayMachine.answered(replay, 0, missing, NOW);
                    }
                }
                default -> replay = ReplayMachine.stopped(replay, "why", NOW);
            }
            // Then
            String context = "seed " + seed + ", step " + i;
            assertThat(ReplayMachine.open(replay)).as(context).isEqualTo(published - ended);
            if (before == ReplayState.CANCELLED) {
                assertThat(replay.getState()).as(context).isEqualTo(ReplayState.CANCELLED);
            }
            assertThat(replay.getReason() != null).as(context).isEqualTo(replay.getState() == ReplayState.STOPPED);
        }
    }
}
