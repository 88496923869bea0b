package io.tieline.health;

/**
 * What a running health stream has met since it started.
 *
 * @param attempts attempts that were weighed
 * @param unreadable records that could not be read and went to the dead letters of the attempts
 * @param unpublished records that could not be encoded; the next one of the endpoint replaces them
 * @param priced attempts that were taken into account for what is spent; those that cost nothing included
 * @param unpriced attempts that could not be, because they could not be read
 */
public record HealthCounts(long attempts, long unreadable, long unpublished, long priced, long unpriced) {}
