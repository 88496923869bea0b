package io.tieline.routing;

import java.util.List;

/** A decision, with every candidate that was passed over and why. */
public record Verdict(Decision decision, List<Exclusion> exclusions) {
    public Verdict {
        exclusions = List.copyOf(exclusions);
    }
}
