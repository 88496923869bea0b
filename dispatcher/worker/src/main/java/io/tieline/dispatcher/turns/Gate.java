package io.tieline.dispatcher.turns;

/**
 * Where a request waits.
 *
 * @param again whether it has failed there before, so that its call counts against the endpoint's budget of retries
 */
public record Gate(String endpointId, boolean again) {}
