package io.tieline.sim.model;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A tool that the model may call.
 *
 * @param schema JSON schema of its arguments; an empty object where it has none
 */
public record Tool(String name, JsonNode schema) {}
