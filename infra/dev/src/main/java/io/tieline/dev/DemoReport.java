package io.tieline.dev;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;

/**
 * What the demo found. Replies, losses and duplicates are counted in Kafka's topics, calls and their cost in the
 * simulator's log; the dispatcher is asked nothing.
 *
 * @param requests requests that Kafka accepted
 * @param lost of these, how many have no reply
 * @param errors why requests were not completed, the most frequent reason first
 * @param duplicateReplies replies beyond the first to a request
 * @param providerCalls calls that reached a provider
 * @param repeatedCalls calls that no reply tells of: they were made again after a crash
 * @param callsInFlightAtKills requests that were with a provider, or not settled yet, when the dispatcher was killed
 * @param switches replies that came from another endpoint than the preferred one
 * @param byEndpoint replies by the endpoint that served them
 * @param latencyMs from submission to reply
 * @param costUsd of all calls that the providers billed
 * @param idealCostUsd of the calls that the answers came from alone
 */
record DemoReport(
        int requests,
        int completed,
        int failed,
        int expired,
        int lost,
        List<Failure> errors,
        int duplicateReplies,
        int providerCalls,
        int repeatedCalls,
        int callsInFlightAtKills,
        int kills,
        int switches,
        Map<String, Integer> byEndpoint,
        Latency latencyMs,
        BigDecimal costUsd,
        BigDecimal idealCostUsd,
        double wallSeconds,
        List<Sample> summaries) {

    /** So many requests that ended with the same error code, and the message of one of them. */
    record Failure(String code, int count, String example) {}

    /** Percentiles, milliseconds. */
    record Latency(long p50, long p95, long p99, long max) {}

    /** An answer to show. */
    record Sample(String document, String endpoint, String summary) {}

    boolean isSound() {
        return lost == 0 && duplicateReplies == 0;
    }
}
