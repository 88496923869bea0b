package io.tieline.dispatcher.window;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.dispatcher.window.Window.Arrival;
import org.junit.jupiter.api.Test;

class WindowTest {
    private final Window window = new Window(new Position(100, ""));

    @Test
    void shouldCommitWhereItStartedWhileTheHeadIsInFlight() {
        // Given
        window.arrive(100);
        window.arrive(101);

        // When
        window.finish(101);

        // Then
        assertThat(window.position().offset()).isEqualTo(100);
        assertThat(window.head()).hasValue(100);
    }

    @Test
    void shouldNotRunAgainAfterARestartWhatWasFinishedAboveTheHead() {
        // Given
        window.arrive(100);
        window.arrive(101);
        window.arrive(102);
        window.finish(101);

        // When
        Window restarted = new Window(window.position());

        // Then
        assertThat(restarted.arrive(100)).isEqualTo(Arrival.RUN);
        assertThat(restarted.arrive(101)).isEqualTo(Arrival.FINISHED_BEFORE);
        assertThat(restarted.arrive(102)).isEqualTo(Arrival.RUN);
    }

    @Test
    void shouldKeepWhatIsFinishedAboveTheHighestRecordThatCameBackSoFar() {
        // Given
        for (long offset = 100; offset < 110; offset++) {
            window.arrive(offset);
        }
        window.finish(109);
        Window restarted = new Window(window.position());
        restarted.arrive(100);

        // When
        restarted.finish(100);

        // Then
        Window again = new Window(restarted.position());
        assertThat(restarted.position().offset()).isEqualTo(101);
        for (long offset = 101; offset < 109; offset++) {
            assertThat(again.arrive(offset)).isEqualTo(Arrival.RUN);
        }
        assertThat(again.arrive(109)).isEqualTo(Arrival.FINISHED_BEFORE);
    }

    @Test
    void shouldNotWaitForOffsetsThatTheLogDoesNotHold() {
        // Given
        window.arrive(150);
        window.arrive(160);

        // When
        window.finish(150);

        // Then
        assertThat(window.position()).isEqualTo(new Position(160, ""));
    }

    @Test
    void shouldTakeAnyJumpOfOffsetsWhenNothingIsInFlight() {
        // Given
        window.arrive(100);
        window.finish(100);

        // When
        Arrival arrival = window.arrive(10_000_000_000L);

        // Then
        assertThat(arrival).isEqualTo(Arrival.RUN);
        assertThat(window.position()).isEqualTo(new Position(10_000_000_000L, ""));
    }

    @Test
    void shouldRefuseWhatTheCommitCouldNotTell() {
        // Given
        window.arrive(100);
        long last = 100 + OffsetMap.MAX_SPAN - 1;

        // When
        Arrival inside = window.arrive(last);
        Arrival outside = window.arrive(last + 1);

        // Then
        assertThat(inside).isEqualTo(Arrival.RUN);
        assertThat(outside).isEqualTo(Arrival.FULL);
        window.finish(100);
        assertThat(window.arrive(last + 1)).isEqualTo(Arrival.RUN);
    }

    @Test
    void shouldNameTheBrokenContract() {
        // Given
        window.arrive(100);

        // When, Then
        assertThatThrownBy(() -> window.finish(101))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("101");
        assertThatThrownBy(() -> window.arrive(100))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("in flight");
    }

    @Test
    void shouldRefuseForeignMetadata() {
        // When, Then
        assertThatThrownBy(() -> new Window(new Position(0, "node-7 wrote this")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("node-7 wrote this");
        assertThatThrownBy(() -> new Window(new Position(0, "CQ")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("version 9");
    }

    @Test
    void shouldCountTheGapBelowARefusedRecordAsUsed() {
        // Given
        window.arrive(100);
        long beyond = 100 + OffsetMap.MAX_SPAN;

        // When
        Arrival arrival = window.arrive(beyond);

        // Then
        assertThat(arrival).isEqualTo(Arrival.FULL);
        assertThat(window.fill()).isGreaterThanOrEqualTo(1);
        window.finish(100);
        assertThat(window.position()).isEqualTo(new Position(beyond, ""));
        assertThat(window.arrive(beyond)).isEqualTo(Arrival.RUN);
    }
}
