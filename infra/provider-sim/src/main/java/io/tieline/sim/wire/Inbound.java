package io.tieline.sim.wire;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A call as it came in.
 *
 * @param path what follows the endpoint's prefix, with its slash
 * @param header looks up a header by its name, in any case; null where it is missing
 * @param query looks up a parameter of the query; null where it is missing
 */
// Never compared; copying the bytes of every call would only cost.
@SuppressWarnings("ArrayRecordComponent")
public record Inbound(
        String method,
        String path,
        Function<String, @Nullable String> header,
        Function<String, @Nullable String> query,
        byte[] body) {}
