package io.tieline.dispatcher.intake;

import java.time.Duration;

/**
 * How much a lane takes at a time.
 *
 * @param records most records in flight, 1 or more
 * @param bytes most bytes of records in flight, 1 or more; one record is always taken, however large
 * @param grace how long calls may go on after their partition is to be given up
 * @param headPatience how long the oldest request may hold back a full window before it is parked
 */
public record IntakeLimits(int records, long bytes, Duration grace, Duration headPatience) {
    public IntakeLimits {
        if (records < 1 || bytes < 1) {
            throw new IllegalArgumentException(
                    "a lane must take at least one record and one byte, not " + records + " and " + bytes);
        }
    }
}
