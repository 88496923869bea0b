package io.tieline.sim.model;

/** What a tool that was called gave back. */
public record ToolResult(String tool, String text) {}
