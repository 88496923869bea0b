package io.tieline.dispatcher.provider;

import io.tieline.routing.Endpoint;
import io.tieline.routing.WireFormat;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.zip.GZIPOutputStream;

/** Servers, callers and bodies for tests over the loopback interface; closes what it opened. */
final class HttpFixture implements Closeable {
    static final String ANSWER = """
            {"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-4o","choices":[{"index":0,
            "message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],
            "usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}""";
    static final String OVERLOADED = """
            {"error":{"message":"The server is overloaded","type":"server_error","code":"server_is_overloaded"}}""";

    private final List<Closeable> open = new ArrayList<>();
    private final CountDownLatch never = new CountDownLatch(1);

    /** Opens when the test is over: who waits for it hangs. */
    CountDownLatch never() {
        return never;
    }

    CallResult call(LoopbackServer server) throws InterruptedException {
        return call(server.baseUrl());
    }

    CallResult call(String baseUrl) throws InterruptedException {
        return call(baseUrl, HttpCallerConfig.defaults(), Duration.ofSeconds(20));
    }

    CallResult call(String baseUrl, HttpCallerConfig config, Duration timeout) throws InterruptedException {
        Endpoint endpoint = Samples.endpoint(WireFormat.OPENAI_CHAT, "test", "model", baseUrl);
        return caller(config, endpoint).call(endpoint, Samples.request().build(), timeout, new CutOff());
    }

    ProviderCaller caller(HttpCallerConfig config, Endpoint... endpoints) {
        ProviderCaller caller = new HttpProviderCaller(
                config, List.of(endpoints), _ -> Samples.SECRET, InstantSource.fixed(Samples.NOW));
        open.add(caller::close);
        return caller;
    }

    LoopbackServer server(LoopbackServer.Behaviour behaviour) throws IOException {
        LoopbackServer server = new LoopbackServer(behaviour);
        open.add(server);
        return server;
    }

    static Endpoint endpoint(String model, LoopbackServer server) {
        return Samples.endpoint(WireFormat.OPENAI_CHAT, "test", model, server.baseUrl());
    }

    static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(bytes);
        }
        return zipped.toByteArray();
    }

    @Override
    public void close() throws IOException {
        never.countDown();
        for (Closeable closeable : open) {
            closeable.close();
        }
    }
}
