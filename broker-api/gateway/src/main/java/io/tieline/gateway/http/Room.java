package io.tieline.gateway.http;

import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Trouble;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Holds work that reads whole topics to a few at a time. Thread-safe. */
final class Room {
    private final Semaphore free;

    Room(int atOnce) {
        free = new Semaphore(atOnce);
    }

    /** Does it, or refuses it where as many are under way as may be. */
    <T> T use(Supplier<T> work) {
        if (!free.tryAcquire()) {
            throw new RefusedException(ApiError.of(
                    Trouble.RATE_LIMITED, "others are reading the topics through at the moment; ask again in a while"));
        }
        try {
            return work.get();
        } finally {
            free.release();
        }
    }
}
