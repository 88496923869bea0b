package io.tieline.sim.calls;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What a client sent, without what the user wrote.
 *
 * @param requestId what the client sent as {@code x-client-request-id}; null where it sent none
 * @param path after the endpoint's prefix
 * @param system the first 2,000 characters of the system instructions; empty where there were none
 * @param body with all its fields and values, but for the texts of messages, of inputs and of data, and texts of more than
 *     200 characters: in their place stands how long they were; a null node where it was no JSON object
 */
public record Sent(@Nullable String requestId, String endpoint, String path, String system, JsonNode body) {}
