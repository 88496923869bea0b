package io.tieline.platform;

import java.util.List;
import java.util.stream.Collectors;

/**
 * The configuration can't be used as it is written. The message names places and values, and what is allowed; it has a
 * line for each problem.
 */
public final class ConfigException extends RuntimeException {
    /** Says what is wrong, where, and what is allowed. */
    public ConfigException(String message) {
        super(message);
    }

    /** Says all that is wrong. */
    public ConfigException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    }
}
