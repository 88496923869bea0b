package io.tieline.dispatcher.provider;

import io.tieline.schemas.ErrorCode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.zip.ZipException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.jspecify.annotations.Nullable;

/**
 * Says whose fault a broken exchange is.
 *
 * <p>A connection that breaks before the status line counts as no connection, although the provider may have worked (and
 * billed): nothing of an answer was seen, and one broken path shows in this way on every call that waits at that moment.
 * From the status line on, the answer has broken off.
 */
final class TransportFailure {
    private TransportFailure() {}

    /**
     * Classifies.
     *
     * @param status what was received of the answer before it broke; null: nothing
     */
    static CallResult.Failure of(IOException broken, @Nullable Integer status) {
        return new CallResult.Failure(code(broken, status), describe(broken), status, null, null, null);
    }

    private static ErrorCode code(IOException broken, @Nullable Integer status) {
        return switch (broken) {
            // All connections are in use: too few are configured. No provider should suffer for that.
            case ConnectionRequestTimeoutException _ -> ErrorCode.BROKER_INTERNAL;
            // Of the socket, while connecting or in the TLS handshake.
            case InterruptedIOException _ -> ErrorCode.PROVIDER_TIMEOUT;
            // Not HTTP, or not the compression it says.
            case ClientProtocolException _ -> ErrorCode.PROVIDER_INVALID_OUTPUT;
            case MessageConstraintException _ -> ErrorCode.PROVIDER_INVALID_OUTPUT;
            case ZipException _ -> ErrorCode.PROVIDER_INVALID_OUTPUT;
            default -> status == null ? ErrorCode.PROVIDER_CONNECTION_FAILED : ErrorCode.PROVIDER_STREAM_BROKEN;
        };
    }

    private static String describe(IOException broken) {
        String kind = broken.getClass().getSimpleName();
        String message = broken.getMessage();
        return SafeText.shorten(message == null ? kind : kind + ": " + message);
    }
}
