package io.tieline.health.measure;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** Calls as they may come. */
public final class RandomSamples {
    private static final List<String> CODES =
            List.of("ok", "ok", "ok", "provider.overloaded", "provider.timeout", "request.invalid");

    private RandomSamples() {}

    public static Sample next(Random random) {
        return new Sample(
                CODES.get(random.nextInt(CODES.size())),
                Duration.ofMillis((long) Math.exp(random.nextDouble(12)) - 2),
                random.nextBoolean() ? 0 : random.nextInt(4_000),
                random.nextInt(100_000));
    }
}
