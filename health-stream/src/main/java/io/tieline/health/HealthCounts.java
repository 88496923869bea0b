package io.tieline.health;

/**
 * What a running health stream has met since it started.
 *
 * @param attempts attempts that were counted
 * @param tooOld attempts that had ended more than a minute ago when they were read
 * @param undecodable records of the attempts topic that could not be read and were passed over
 * @param unpublished health records that could not be encoded; the next one of the endpoint replaces them
 */
public record HealthCounts(long attempts, long tooOld, long undecodable, long unpublished) {}
