package io.tieline.sim.wire;

import io.tieline.sim.limit.Quota;
import java.time.Instant;

/**
 * What an answer needs to know besides the prompt.
 *
 * @param nonce a number that belongs to this call, for its ids
 * @param quota how the endpoint's limits stand
 */
public record CallContext(SimEndpoint endpoint, long nonce, Instant now, Quota quota) {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /** A context of a call that no limit has looked at yet. */
    public CallContext(SimEndpoint endpoint, long nonce, Instant now) {
        this(endpoint, nonce, now, Quota.UNLIMITED);
    }

    public CallContext with(Quota newQuota) {
        return new CallContext(endpoint, nonce, now, newQuota);
    }

    /** An id of the provider's kind, the same for the same nonce. */
    public String id(String prefix, int length) {
        return id(prefix, length, 0);
    }

    /** One of several ids of the same kind. */
    public String id(String prefix, int length, int index) {
        StringBuilder id = new StringBuilder(prefix.length() + length).append(prefix);
        long state = nonce + index;
        for (int i = 0; i < length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            id.append(ALPHABET.charAt((int) Long.remainderUnsigned(state >>> 24, ALPHABET.length())));
        }
        return id.toString();
    }
}
