package io.tieline.sim.wire;

import java.time.Instant;

/**
 * What an answer needs to know besides the prompt.
 *
 * @param nonce a number that belongs to this call, for its ids
 */
public record CallContext(SimEndpoint endpoint, long nonce, Instant now) {
    private static final String ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /** An id of the provider's kind, the same for the same nonce. */
    public String id(String prefix, int length) {
        StringBuilder id = new StringBuilder(prefix.length() + length).append(prefix);
        long state = nonce;
        for (int i = 0; i < length; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            id.append(ALPHABET.charAt((int) Long.remainderUnsigned(state >>> 24, ALPHABET.length())));
        }
        return id.toString();
    }
}
