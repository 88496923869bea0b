package io.tieline.sim.http;

import io.tieline.sim.wire.Inbound;
import io.tieline.sim.wire.Reply;
import java.io.IOException;
import java.io.InputStream;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.Callback;

/** One HTTP exchange, down to its socket. Used by one thread, which it blocks. */
final class Exchange {
    private final Request request;
    private final Response response;
    private final Callback callback;

    Exchange(Request request, Response response, Callback callback) {
        this.request = request;
        this.response = response;
        this.callback = callback;
    }

    /**
     * Reads the call; empty if its body is longer than allowed.
     *
     * @param path of the call, after its endpoint's prefix
     */
    Optional<Inbound> read(String path, int maxBytes) throws IOException {
        try (InputStream in = Content.Source.asInputStream(request)) {
            byte[] body = in.readNBytes(maxBytes + 1);
            return body.length > maxBytes
                    ? Optional.empty()
                    : Optional.of(new Inbound(
                            request.getMethod(),
                            path,
                            request.getHeaders()::get,
                            name -> Request.extractQueryParameters(request).getValue(name),
                            body));
        }
    }

    /**
     * Whether the client closed its side. A byte of a next request that it sent too early would be swallowed, but no HTTP
     * client in use pipelines.
     */
    boolean clientLeft() {
        try {
            return endPoint().fill(BufferUtil.allocate(1)) < 0;
        } catch (IOException e) {
            return true;
        }
    }

    /** Sends a whole answer; false if the client left before its end. */
    boolean send(Reply reply) {
        try {
            head(reply);
            Content.Sink.write(response, true, ByteBuffer.wrap(reply.body()));
            callback.succeeded();
            return true;
        } catch (IOException e) {
            callback.failed(e);
            return false;
        }
    }

    /** Sends the head of an answer and half of its body, then closes. */
    void sendHalf(Reply reply) {
        try {
            head(reply);
            Content.Sink.write(response, false, ByteBuffer.wrap(reply.body(), 0, reply.body().length / 2));
        } catch (IOException e) {
            callback.failed(e);
            return;
        }
        drop();
    }

    /** Breaks the connection so that the client's side sees a reset. */
    void reset() {
        try {
            ((SocketChannel) endPoint().getTransport()).setOption(StandardSocketOptions.SO_LINGER, 0);
        } catch (IOException e) {
            callback.failed(e);
            return;
        }
        drop();
    }

    /** Closes the connection without another byte. */
    void drop() {
        endPoint().close();
        callback.failed(new EofException("dropped on purpose"));
    }

    private void head(Reply reply) {
        response.setStatus(reply.status());
        reply.headers().forEach(response.getHeaders()::put);
        response.getHeaders().put(HttpHeader.CONTENT_TYPE, reply.contentType());
        response.getHeaders().put(HttpHeader.CONTENT_LENGTH, reply.body().length);
    }

    private EndPoint endPoint() {
        return request.getConnectionMetaData().getConnection().getEndPoint();
    }
}
