package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.query.BoardAnswer;
import io.tieline.health.query.FakeBoard;
import io.tieline.schemas.avro.SpendScope;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class StartingBoardTest {
    private static final Instant SINCE = FakeBoard.NOW.minusSeconds(60);

    private final StartingBoard board = new StartingBoard();

    @Test
    void knowsNothingBeforeTheJobIsThere() {
        assertThat(board.isReady()).isFalse();
        assertThat(board.health(FakeBoard.NOW)).isEqualTo(new BoardAnswer.NotNow<>("the health stream is starting"));
        assertThat(board.history(SINCE)).isEqualTo(new BoardAnswer.NotNow<>("the health stream is starting"));
        assertThat(board.spend(SpendScope.JOB, ""))
                .isEqualTo(new BoardAnswer.NotNow<>("the health stream is starting"));
    }

    @Test
    void saysWhatTheJobSaysFromThenOn() {
        // Given
        FakeBoard started = FakeBoard.withTwoEndpoints();
        started.setReady(false);
        // When
        board.isHere(started);
        boolean before = board.isReady();
        started.setReady(true);
        // Then
        assertThat(before).as("ready by its own word alone").isFalse();
        assertThat(board.isReady()).isTrue();
        assertThat(board.health(FakeBoard.NOW)).isEqualTo(started.health(FakeBoard.NOW));
        assertThat(board.history(SINCE)).isEqualTo(started.history(SINCE));
        assertThat(started.historySince()).isEqualTo(SINCE);
        assertThat(board.spend(SpendScope.JOB, "")).isEqualTo(started.spend(SpendScope.JOB, ""));
    }
}
