package io.tieline.platform;

import java.util.List;
import java.util.Map;

/** A YAML document as it is written, each part with the line that it begins on, counted from 1. */
sealed interface YamlNode {
    int line();

    /** Keys in the order of the file. */
    record Mapping(int line, Map<String, YamlNode> entries) implements YamlNode {}

    record Sequence(int line, List<YamlNode> items) implements YamlNode {}

    /**
     * A single value.
     *
     * @param text the value as it is written, without quotes
     */
    record Scalar(int line, Kind kind, String text) implements YamlNode {}

    /** What YAML takes a single value for. */
    enum Kind {
        TEXT,
        WHOLE_NUMBER,
        FRACTION,
        BOOLEAN,
        NULL
    }
}
