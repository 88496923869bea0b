package io.tieline.dispatcher.provider;

import java.util.Map;

/**
 * An answer as it came over the wire, complete and decompressed.
 *
 * @param headers by lower-case name, the first of each
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record WireResponse(int status, Map<String, String> headers, byte[] body) {
    boolean accepted() {
        return status / 100 == 2;
    }

    @Override
    public String toString() {
        return "HTTP " + status + ", " + body.length + " bytes";
    }
}
