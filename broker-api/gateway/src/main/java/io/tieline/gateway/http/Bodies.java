package io.tieline.gateway.http;

import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Reading;

/** What bodies turned out to be. */
final class Bodies {
    private Bodies() {}

    /** What was read; throws what the caller is told where that isn't what the API takes. */
    static <T> T fine(Reading<T> reading) {
        return switch (reading) {
            case Reading.Fine<T>(T value) -> value;
            case Reading.Refused<T>(ApiError error) -> throw new RefusedException(error);
        };
    }
}
