package io.tieline.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tieline.sim.calls.Call;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.limit.Limits;
import io.tieline.sim.limit.Usage;
import io.tieline.sim.wire.ApiError;
import io.tieline.sim.wire.SimEndpoint;
import io.tieline.sim.wire.WireFormat;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Limits over HTTP: what a refused client is told, and what the logs say. */
class LimitsTest {
    /** So slow that nothing comes back while a test runs. */
    private static final Limits TWO_AT_ONCE = new Limits(2, 0, Duration.ofMinutes(1));

    private static final String MESSAGES =
            "{\"model\":\"m\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\"," + "\"content\":\"Hello there.\"}]}";
    private static final String CONTENTS = "{\"contents\":[{\"parts\":[{\"text\":\"Hello there.\"}]}]}";

    private final HttpClient http = HttpClient.newHttpClient();
    private final ProviderSim sim = ProviderSim.start(SimConfig.of(
            endpoint("o", WireFormat.OPENAI_CHAT),
            endpoint("a", WireFormat.ANTHROPIC_MESSAGES),
            endpoint("g", WireFormat.GEMINI_GENERATE)));

    @AfterEach
    void stop() {
        sim.close();
        http.close();
    }

    @Test
    void shouldRefuseAsOpenAiDoes() throws Exception {
        // When
        HttpResponse<String> first = openAi();
        HttpResponse<String> second = openAi();
        HttpResponse<String> third = openAi();

        // Then
        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(header(first, "x-ratelimit-limit-requests")).isEqualTo("2");
        assertThat(header(first, "x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(header(first, "x-ratelimit-reset-requests")).isEqualTo("30s");
        assertThat(header(first, "x-ratelimit-limit-tokens")).isEqualTo("30000000");
        assertThat(second.statusCode()).isEqualTo(200);
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body())
                .contains("on requests per min (RPM): Limit 2, Used 2, Requested 1. Please try again in ")
                .contains("\"type\":\"requests\"", "\"code\":\"rate_limit_exceeded\"");
        assertThat(header(third, "x-ratelimit-remaining-requests")).isEqualTo("0");
        assertThat(Integer.parseInt(header(third, "retry-after"))).isBetween(1, 30);
        assertThat(Integer.parseInt(header(third, "retry-after-ms"))).isBetween(1, 30_000);
    }

    @Test
    void shouldRefuseAsAnthropicDoes() throws Exception {
        // When
        HttpResponse<String> first = anthropic();
        anthropic();
        HttpResponse<String> third = anthropic();

        // Then
        assertThat(header(first, "anthropic-ratelimit-requests-limit")).isEqualTo("2");
        assertThat(header(first, "anthropic-ratelimit-requests-remaining")).isEqualTo("1");
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body()).contains("\"type\":\"rate_limit_error\"", "rate limit of 2 requests per minute");
        assertThat(Integer.parseInt(header(third, "retry-after"))).isBetween(1, 30);
        Instant reset = Instant.parse(header(third, "anthropic-ratelimit-requests-reset"));
        assertThat(Duration.between(Instant.now(), reset)).isBetween(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    @Test
    void shouldRefuseAsGeminiDoes() throws Exception {
        // When
        gemini();
        gemini();
        HttpResponse<String> third = gemini();

        // Then
        assertThat(third.statusCode()).isEqualTo(429);
        assertThat(third.body())
                .contains("\"status\":\"RESOURCE_EXHAUSTED\"", "limit: 2, model: m", "\"quotaValue\":\"2\"")
                .containsPattern("\"retryDelay\":\"[0-9]{1,2}(\\.[0-9]{3})?s\"");
    }

    @Test
    void shouldRefuseByTokens() throws Exception {
        // Given
        sim.limit("o", new Limits(0, 12, Duration.ofMinutes(1)));

        // When
        HttpResponse<String> first = openAi();
        HttpResponse<String> second = openAi();
        sim.limit("o", new Limits(0, 9, Duration.ofMinutes(1)));
        HttpResponse<String> tooLarge = openAi();

        // Then
        assertThat(header(first, "x-ratelimit-remaining-tokens")).isEqualTo("2");
        assertThat(second.body()).contains("on tokens per min (TPM): Limit 12, Used ");
        assertThat(tooLarge.body()).contains("Request too large for m", "Limit 9, Requested 10");
        assertThat(tooLarge.headers().firstValue("retry-after")).isEmpty();
        assertThat(calls(3)).extracting(Call::limit).containsExactly(null, "tokens", "tokens");
    }

    @Test
    void shouldMarkRefusedCallsAndCountThemByTheSecond() throws Exception {
        // When
        openAi();
        openAi();
        openAi();

        // Then
        List<Call> calls = calls(3);
        assertThat(calls).extracting(Call::status).containsExactly(200, 200, 429);
        assertThat(calls).extracting(Call::limit).containsExactly(null, null, "requests");
        assertThat(calls).extracting(Call::fault).containsOnlyNulls();
        assertThat(calls).extracting(Call::billed).containsExactly(true, true, false);
        List<Usage> usage = sim.usage("o");
        assertThat(usage.stream().mapToLong(Usage::accepted).sum()).isEqualTo(2);
        assertThat(usage.stream().mapToLong(Usage::refused).sum()).isEqualTo(1);
        assertThat(usage.stream().mapToLong(Usage::tokens).sum()).isEqualTo(20);
        assertThat(sim.usage("a")).isEmpty();
    }

    @Test
    void shouldNotCountWhatIsNeverWorkedOn() throws Exception {
        // Given
        post(sim.baseUrl("o") + "/chat/completions", "{\"model\":\"none\"}");
        try (var _ = sim.inject(Fault.of("o", new Effect.Fail(ApiError.OVERLOADED, null)))) {
            openAi();
        }

        // When
        HttpResponse<String> response = openAi();

        // Then
        assertThat(header(response, "x-ratelimit-remaining-requests")).isEqualTo("1");
        assertThat(sim.usage("o").stream().mapToLong(Usage::accepted).sum()).isEqualTo(1);
    }

    @Test
    void shouldChangeAndShowLimitsToTheAdmin() throws Exception {
        // When
        HttpResponse<String> changed = admin("PUT", "limits", "{\"endpoint\":\"o\",\"requestsPerMinute\":60}");
        HttpResponse<String> unknown = admin("PUT", "limits", "{\"endpoint\":\"x\"}");
        String all = admin("GET", "limits", "").body();
        HttpResponse<String> answered = openAi();
        HttpResponse<String> usage = admin("GET", "usage?endpoint=o", "");
        HttpResponse<String> noUsage = admin("GET", "usage", "");

        // Then
        assertThat(changed.body())
                .isEqualTo("{\"endpoint\":\"o\",\"requestsPerMinute\":60,\"tokensPerMinute\":0,\"burst\":\"5s\"}");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(unknown.body()).contains("endpoint is 'x', allowed: [a, g, o]");
        assertThat(all)
                .startsWith("{\"limits\":[{\"endpoint\":\"a\",\"requestsPerMinute\":2")
                .contains(changed.body());
        assertThat(header(answered, "x-ratelimit-remaining-requests")).isEqualTo("4");
        assertThat(usage.body())
                .contains("\"accepted\":1,\"refused\":0,\"tokens\":10")
                .hasLineCount(1);
        assertThat(noUsage.body()).contains("endpoint is missing, allowed: [a, g, o]");
    }

    private List<Call> calls(int count) {
        await().until(() -> sim.calls().size() == count);
        return sim.calls();
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("none");
    }

    private HttpResponse<String> openAi() throws Exception {
        return post(sim.baseUrl("o") + "/chat/completions", MESSAGES);
    }

    private HttpResponse<String> anthropic() throws Exception {
        return post(sim.baseUrl("a") + "/v1/messages", MESSAGES);
    }

    private HttpResponse<String> gemini() throws Exception {
        return post(sim.baseUrl("g") + "/v1beta/models/m:generateContent", CONTENTS);
    }

    private HttpResponse<String> post(String address, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create(address))
                .header("anthropic-version", "2023-06-01")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private HttpResponse<String> admin(String method, String path, String body) throws Exception {
        HttpRequest request = HttpRequest.newBuilder(sim.adminUrl().resolve(path))
                .method(method, HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, BodyHandlers.ofString());
    }

    private static SimEndpoint endpoint(String id, WireFormat format) {
        return SimEndpoint.of(id, format, "m").withLatency(Duration.ZERO, 0).withLimits(TWO_AT_ONCE);
    }
}
