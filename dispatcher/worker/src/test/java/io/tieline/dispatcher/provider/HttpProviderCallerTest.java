package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.routing.Endpoint;
import io.tieline.routing.SecretRef;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The real caller against a real server on the loopback interface. */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class HttpProviderCallerTest extends ProviderCallerContract {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final HttpFixture http = new HttpFixture();
    private final LoopbackServer hanging = http.server(_ -> http.never().await());

    HttpProviderCallerTest() throws IOException {}

    @Override
    World start() throws IOException {
        Endpoint answering =
                HttpFixture.endpoint("answering", http.server(LoopbackServer.http(200, "", HttpFixture.ANSWER)));
        Endpoint overloaded =
                HttpFixture.endpoint("overloaded", http.server(LoopbackServer.http(503, "", HttpFixture.OVERLOADED)));
        Endpoint hangs = HttpFixture.endpoint("hanging", hanging);
        ProviderCaller caller = http.caller(HttpCallerConfig.defaults(), answering, overloaded, hangs);
        return new World(caller, answering, overloaded, hangs);
    }

    @Override
    void awaitCalling() {
        Awaitility.await().until(() -> hanging.requests().size() == 1);
    }

    @AfterEach
    void closeAll() throws Exception {
        http.close();
    }

    @Test
    void shouldPostWithKeyAndRequestIdOverOneConnection() throws Exception {
        // Given
        LoopbackServer server = http.server(LoopbackServer.http(200, "", HttpFixture.ANSWER));

        // When
        Endpoint endpoint = HttpFixture.endpoint("a", server);
        ProviderCaller caller = http.caller(HttpCallerConfig.defaults(), endpoint);
        caller.call(endpoint, Samples.request().build(), LONG, new CutOff());
        caller.call(endpoint, Samples.request().build(), LONG, new CutOff());

        // Then
        assertThat(server.connections()).isOne();
        assertThat(server.requests())
                .hasSize(2)
                .allSatisfy(request -> assertThat(request)
                        .startsWith("POST /v1/chat/completions HTTP/1.1\r\n")
                        .containsIgnoringCase("\r\nauthorization: Bearer " + Samples.SECRET.value() + "\r\n")
                        .containsIgnoringCase("\r\nx-client-request-id: "
                                + Samples.request().build().getRequestId() + "\r\n")
                        .containsIgnoringCase("\r\naccept-encoding: identity\r\n")
                        .doesNotContainIgnoringCase("\r\nupgrade:")
                        .doesNotContainIgnoringCase("\r\ncookie:")
                        .contains("\"model\":\"a\""));
    }

    @Test
    void shouldNotFollowRedirectsNotEvenOnTheSameHost() throws Exception {
        // Given
        LoopbackServer server = http.server(LoopbackServer.http(307, "location: /elsewhere\r\n", ""));

        // When
        CallResult result = http.call(server);

        // Then
        assertThat(codeOf(result)).isEqualTo(ErrorCode.PROVIDER_UNKNOWN);
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldNotRepeatACall() throws Exception {
        // Given
        LoopbackServer server = http.server(LoopbackServer.http(503, "retry-after: 0\r\n", HttpFixture.OVERLOADED));

        // When
        CallResult result = http.call(server);

        // Then
        assertThat(codeOf(result)).isEqualTo(ErrorCode.PROVIDER_OVERLOADED);
        assertThat(((CallResult.Failure) result).retryAfter()).isZero();
        assertThat(server.requests()).hasSize(1);
    }

    @Test
    void shouldReadGzipAndKeepTheConnection() throws Exception {
        // Given
        LoopbackServer server = http.server(LoopbackServer.http(
                200,
                "content-encoding: gzip\r\n",
                HttpFixture.gzip(HttpFixture.ANSWER.getBytes(StandardCharsets.UTF_8))));
        Endpoint endpoint = HttpFixture.endpoint("a", server);
        ProviderCaller caller = http.caller(HttpCallerConfig.defaults(), endpoint);

        // When
        CallResult first = caller.call(endpoint, Samples.request().build(), LONG, new CutOff());
        CallResult second = caller.call(endpoint, Samples.request().build(), LONG, new CutOff());

        // Then
        assertThat(first).isInstanceOf(CallResult.Answer.class).isEqualTo(second);
        assertThat(server.connections()).isOne();
    }

    @Test
    void shouldNotBlameTheProviderWhenAllConnectionsAreInUse() throws Exception {
        // Given
        Endpoint endpoint = HttpFixture.endpoint("hanging", hanging);
        ProviderCaller caller = http.caller(new HttpCallerConfig(Duration.ofMillis(200), 1, 10_000), endpoint);
        Thread first = Thread.ofVirtual().start(() -> {
            try {
                caller.call(endpoint, Samples.request().build(), LONG, new CutOff());
            } catch (InterruptedException _) {
                // The test is over.
            }
        });
        awaitCalling();

        // When
        CallResult result = caller.call(endpoint, Samples.request().build(), LONG, new CutOff());

        // Then
        assertThat(codeOf(result)).isEqualTo(ErrorCode.BROKER_INTERNAL);
        first.interrupt();
        first.join();
    }

    @Test
    void shouldCutTheConnectionWhenInterrupted() throws Exception {
        // Given
        CountDownLatch cut = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        LoopbackServer server = http.server(connection -> {
            asked.countDown();
            if (connection.getInputStream().read() < 0) {
                cut.countDown();
            }
        });
        Endpoint endpoint = HttpFixture.endpoint("a", server);
        ProviderCaller caller = http.caller(HttpCallerConfig.defaults(), endpoint);
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                caller.call(endpoint, Samples.request().build(), LONG, new CutOff());
            } catch (InterruptedException _) {
                // As wanted.
            }
        });
        asked.await();

        // When
        thread.interrupt();

        // Then
        assertThat(cut.await(5, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void shouldNotStartWithoutItsKeys() {
        // Given
        Endpoint keyless = Samples.endpoint(WireFormat.OPENAI_CHAT, "a", "one", "http://127.0.0.1");
        Endpoint other = Samples.endpoint(WireFormat.OPENAI_CHAT, "b", "two", "http://127.0.0.1")
                .withAuth(new SecretRef("OTHER_KEY", null));

        // When // Then
        assertThatThrownBy(() -> new HttpProviderCaller(
                        HttpCallerConfig.defaults(),
                        List.of(keyless, other),
                        new Secrets(Map.of()),
                        InstantSource.system()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("endpoint 'a/one', auth: environment variable KEY is not set")
                .hasMessageContaining("endpoint 'b/two', auth: environment variable OTHER_KEY is not set");
    }

    @Test
    void shouldRefuseAnEndpointThatItWasNotMadeFor() {
        // Given
        ProviderCaller caller = http.caller(HttpCallerConfig.defaults());

        // When // Then
        assertThatThrownBy(() -> caller.call(Samples.openAi(), Samples.request().build(), LONG, new CutOff()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("openai/gpt-4o");
    }
}
