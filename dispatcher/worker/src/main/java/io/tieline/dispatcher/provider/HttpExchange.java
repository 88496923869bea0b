package io.tieline.dispatcher.provider;

import io.tieline.schemas.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.zip.GZIPInputStream;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.Closer;
import org.jspecify.annotations.Nullable;

/**
 * One POST and its answer, under a hard limit of time. The thread that runs it blocks; the timer's thread only aborts it,
 * which closes the connection in whatever state it is.
 */
final class HttpExchange {
    /** How it went. */
    sealed interface Result {
        /** The whole answer is here. */
        record Received(WireResponse response) implements Result {}

        /** It isn't. */
        record Broken(CallResult.Failure failure) implements Result {}
    }

    private final CloseableHttpClient client;
    private final int maxBodyBytes;
    private final HttpHost target;
    private final HttpPost post;

    private volatile boolean late;
    private @Nullable Integer status;

    HttpExchange(CloseableHttpClient client, int maxBodyBytes, WireRequest request) {
        this.client = client;
        this.maxBodyBytes = maxBodyBytes;
        this.target = HttpHost.create(request.uri());
        this.post = new HttpPost(request.uri());
        request.headers().forEach(post::setHeader);
        post.setHeader("accept", "application/json");
        // Decompressing an answer from one's own network costs more than it saves, and trusts a weaker server.
        post.setHeader("accept-encoding", "https".equals(request.uri().getScheme()) ? "gzip" : "identity");
        post.setEntity(new ByteArrayEntity(request.body(), ContentType.APPLICATION_JSON));
    }

    /**
     * Runs it once.
     *
     * @throws InterruptedException if the thread was interrupted; the connection is closed
     */
    Result run(Duration limit, ScheduledExecutorService timer, CutOff cutOff) throws InterruptedException {
        cutOff.aborts(post::abort);
        Future<?> alarm = timer.schedule(this::expire, limit.toNanos(), TimeUnit.NANOSECONDS);
        ClassicHttpResponse response = null;
        try {
            response = client.executeOpen(target, post, null);
            status = response.getCode();
            return receive(response);
        } catch (IOException e) {
            return failed(e, limit, cutOff);
        } catch (IllegalStateException e) {
            // What the client says of an abort that finds it without a connection yet.
            if (late || cutOff.isCut()) {
                return failed(new IOException(e), limit, cutOff);
            }
            throw e;
        } finally {
            // Of an answer that was read, this gives the connection back; of any other, it closes it.
            Closer.closeQuietly(response);
            alarm.cancel(false);
        }
    }

    private Result failed(IOException e, Duration limit, CutOff cutOff) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted during a call");
        }
        if (cutOff.isCut()) {
            return broken(ErrorCode.PROVIDER_TIMEOUT, "given up without an answer: its endpoint is down by now");
        }
        return late ? timedOut(limit) : new Result.Broken(TransportFailure.of(e, status));
    }

    private void expire() {
        late = true;
        post.abort();
    }

    private Result receive(ClassicHttpResponse response) throws IOException {
        HttpEntity entity = response.getEntity();
        byte[] body = entity == null ? new byte[0] : read(entity);
        if (body.length > maxBodyBytes) {
            // Closing would read the rest of it first.
            post.abort();
            return unusable("the answer is longer than " + maxBodyBytes + " bytes");
        }
        return new Result.Received(new WireResponse(response.getCode(), headers(response), body));
    }

    private byte[] read(HttpEntity entity) throws IOException {
        InputStream content = entity.getContent();
        boolean zipped = "gzip".equalsIgnoreCase(entity.getContentEncoding());
        // What is compressed in another way is read as it is, and then turns out to be no JSON.
        InputStream plain = zipped ? new GZIPInputStream(content) : content;
        return plain.readNBytes(maxBodyBytes + 1);
    }

    private static Map<String, String> headers(ClassicHttpResponse response) {
        Map<String, String> headers = new HashMap<>();
        for (Header header : response.getHeaders()) {
            headers.putIfAbsent(header.getName().toLowerCase(Locale.ROOT), header.getValue());
        }
        return headers;
    }

    private Result timedOut(Duration limit) {
        String message = (status == null ? "no answer within " : "no whole answer within ") + limit.toMillis() + " ms";
        return broken(ErrorCode.PROVIDER_TIMEOUT, message);
    }

    private Result unusable(String message) {
        return broken(ErrorCode.PROVIDER_INVALID_OUTPUT, message);
    }

    private Result broken(ErrorCode code, String message) {
        return new Result.Broken(new CallResult.Failure(code, message, status, null, null, null));
    }
}
