package io.tieline.routing;

import java.util.EnumSet;
import java.util.Set;
import java.util.regex.Pattern;

/** What not every model or server can do. A request that needs one is never sent where it is missing. */
public enum Feature {
    /** Asks for tools of the caller's. */
    TOOLS,
    /** Keeps to a JSON schema. */
    JSON_SCHEMA,
    /** Reads pictures that come with the request. */
    IMAGES,
    /** Reads pictures that it fetches by their address. */
    IMAGE_URLS,
    /** Samples in a repeatable way. */
    SEED,
    /** Ends at a sequence of the caller's. */
    STOP,
    /** Takes a temperature or a nucleus of the caller's. */
    SAMPLING;

    /** Claude models after generation 4.6 refuse both; complete for ever, as those that take them are the past. */
    private static final Pattern CLAUDE_WITHOUT_SAMPLING = Pattern.compile("(?!.*claude-(?:instant|[23]))"
            + "(?!.*claude-(?:opus|sonnet|haiku)-4(?:-[0-6])?(?:[-@](?:\\d{8}|latest).*)?$).*claude.*");

    /** What can be taken for granted of a model behind a wire format where the catalogue doesn't say. */
    static Set<Feature> usual(WireFormat format, String model) {
        Set<Feature> usual = EnumSet.of(STOP, SAMPLING, SEED);
        if (format == WireFormat.ANTHROPIC_MESSAGES) {
            usual.remove(SEED);
            if (CLAUDE_WITHOUT_SAMPLING.matcher(model).matches()) {
                usual.remove(SAMPLING);
            }
        }
        return usual;
    }

    /** As it is written in the catalogue. */
    @Override
    public String toString() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }
}
