package io.tieline.sim.limit;

import java.util.Locale;

/** What is limited. */
public enum Limited {
    REQUESTS,
    TOKENS;

    /** Its name in JSON and in the call log. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
