package io.tieline.dispatcher.turns;

/**
 * What a tenant may have of what all want.
 *
 * @param weight share of the turns against those of others, above 0
 * @param maxInFlight most calls at a time, 1 or more
 */
public record TenantShare(double weight, int maxInFlight) {
    /** For whom nothing else is said. */
    public static final TenantShare EQUAL = new TenantShare(1, Integer.MAX_VALUE);

    public TenantShare {
        if (!(weight > 0) || maxInFlight < 1) {
            throw new IllegalArgumentException("weight is '" + weight + "', allowed: above 0; max-in-flight is '"
                    + maxInFlight + "', allowed: 1 or more");
        }
    }
}
