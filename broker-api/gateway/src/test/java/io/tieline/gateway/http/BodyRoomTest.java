package io.tieline.gateway.http;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import org.junit.jupiter.api.Test;

class BodyRoomTest {
    @Test
    void shouldRefuseWhatThereIsNoRoomForUntilOthersHaveLeft() {
        // Given
        BodyRoom room = new BodyRoom(1_000_000);
        BodyRoom.Taken second = room.take();
        try (BodyRoom.Taken first = room.take()) {
            first.grow(400_000);
            first.grow(900_000);

            // Then
            assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> second.grow(200_000));
            second.close();
        }

        // And
        assertThatNoException().isThrownBy(() -> second.grow(1_000_000));
        second.close();
    }
}
