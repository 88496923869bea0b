package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieline.schemas.ErrorCode;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.zip.ZipException;
import javax.net.ssl.SSLHandshakeException;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.client5.http.ConnectTimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.http.MessageConstraintException;
import org.apache.hc.core5.http.NoHttpResponseException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class TransportFailureTest {
    static List<Arguments> breakages() {
        return List.of(
                arguments(new UnknownHostException("x"), null, ErrorCode.PROVIDER_CONNECTION_FAILED),
                arguments(new ConnectException("refused"), null, ErrorCode.PROVIDER_CONNECTION_FAILED),
                arguments(new NoRouteToHostException("x"), null, ErrorCode.PROVIDER_CONNECTION_FAILED),
                arguments(new SSLHandshakeException("no trust"), null, ErrorCode.PROVIDER_CONNECTION_FAILED),
                arguments(new NoHttpResponseException("x"), null, ErrorCode.PROVIDER_CONNECTION_FAILED),
                arguments(new SocketException("Connection reset"), null, ErrorCode.PROVIDER_CONNECTION_FAILED),
                arguments(new ConnectTimeoutException("x"), null, ErrorCode.PROVIDER_TIMEOUT),
                arguments(new SocketTimeoutException("Read timed out"), null, ErrorCode.PROVIDER_TIMEOUT),
                arguments(new ConnectionRequestTimeoutException("x"), null, ErrorCode.BROKER_INTERNAL),
                arguments(new SocketException("Connection reset"), 200, ErrorCode.PROVIDER_STREAM_BROKEN),
                arguments(new ConnectionClosedException("cut"), 200, ErrorCode.PROVIDER_STREAM_BROKEN),
                arguments(new EOFException("gzip"), 200, ErrorCode.PROVIDER_STREAM_BROKEN),
                arguments(new ZipException("Not in GZIP format"), 200, ErrorCode.PROVIDER_INVALID_OUTPUT),
                arguments(new MessageConstraintException("x"), null, ErrorCode.PROVIDER_INVALID_OUTPUT),
                arguments(new ClientProtocolException("x"), null, ErrorCode.PROVIDER_INVALID_OUTPUT));
    }

    @ParameterizedTest
    @MethodSource("breakages")
    void shouldTellWhoseFaultItIs(IOException broken, @Nullable Integer status, ErrorCode expected) {
        // When
        CallResult.Failure failure = TransportFailure.of(broken, status);

        // Then
        assertThat(failure.code()).isEqualTo(expected);
        assertThat(failure.httpStatus()).isEqualTo(status);
        assertThat(failure.message()).startsWith(broken.getClass().getSimpleName());
    }
}
