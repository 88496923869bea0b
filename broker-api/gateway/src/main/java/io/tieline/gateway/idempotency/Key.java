package io.tieline.gateway.idempotency;

/**
 * What a caller calls his request by, so that it can be sent again.
 *
 * @param key 1 to 255 printable ASCII characters
 */
public record Key(String tenant, String key) {
    public Key {
        if (!key.matches("[\\x20-\\x7e]{1,255}")) {
            throw new IllegalArgumentException("Idempotency-Key has " + key.length()
                    + " characters, allowed: 1 to 255 printable ASCII characters");
        }
    }

    /** Unlike that of any other tenant's key, whatever is in the two names. */
    String text() {
        return tenant.length() + ":" + tenant + ":" + key;
    }
}
