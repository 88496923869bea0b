package io.tieline.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.random.RandomGenerator;

/** Ids of jobs, such as {@code job-20260131-235959-0a1b2c3d}: a person can tell them apart, and two are never alike. */
final class JobIds {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    private JobIds() {}

    static String next(Instant now, RandomGenerator random) {
        return "job-%s-%08x".formatted(TIME.format(now), random.nextInt());
    }
}
