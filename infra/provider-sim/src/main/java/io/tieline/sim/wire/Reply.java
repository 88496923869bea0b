package io.tieline.sim.wire;

import java.util.Map;

/**
 * An HTTP response.
 *
 * @param headers without the content's length and type
 */
// Never compared; copying the bytes of every call would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record Reply(int status, Map<String, String> headers, String contentType, byte[] body) {}
