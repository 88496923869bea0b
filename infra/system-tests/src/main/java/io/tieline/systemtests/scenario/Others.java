package io.tieline.systemtests.scenario;

import io.tieline.systemtests.rig.Rig;
import java.util.List;

/** Those that a fault wasn't for. */
final class Others {
    /** How the complaint begins. */
    static final String WRONGED = "taken for down though it was well: ";

    private Others() {}

    /**
     * Requires that nobody else was taken for ill.
     *
     * @param ill those that were
     */
    static void requireWell(Rig rig, String... ill) {
        List<String> wronged = rig.convicted().stream()
                .filter(endpoint -> !List.of(ill).contains(endpoint))
                .toList();
        if (!wronged.isEmpty()) {
            throw new IllegalStateException(WRONGED + wronged);
        }
    }
}
