package io.tieline.health;

/**
 * What a running health stream has met since it started.
 *
 * @param attempts attempts that were weighed
 * @param unreadable records that could not be read and went to the dead letters of the attempts
 * @param unpublished records that could not be encoded; the next one of the endpoint replaces them
 */
public record HealthCounts(long attempts, long unreadable, long unpublished) {}
