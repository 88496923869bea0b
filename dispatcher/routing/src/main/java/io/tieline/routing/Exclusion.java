package io.tieline.routing;

/** Why a candidate was not chosen. */
public record Exclusion(String endpointId, Why why) {
    /** A reason in words. */
    public Exclusion(String endpointId, String reason) {
        this(endpointId, new Why.Text(reason));
    }

    /** The reason in words. */
    public String reason() {
        return why.toString();
    }

    @Override
    public String toString() {
        return endpointId + ": " + why;
    }
}
