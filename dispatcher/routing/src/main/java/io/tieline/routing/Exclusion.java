package io.tieline.routing;

/** Why a candidate was not chosen. */
public record Exclusion(String endpointId, String reason) {
    @Override
    public String toString() {
        return endpointId + ": " + reason;
    }
}
