package io.tieline.dispatcher.provider;

import io.tieline.routing.Endpoint;
import io.tieline.routing.Price;
import io.tieline.routing.SecretRef;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Role;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Endpoints, requests and answers to start from. */
final class Samples {
    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final Secret SECRET = new Secret("sk-test-0123456789abcdef");
    static final String PROMPT = "Summarise the case of patient Ottilie Kranzbühler, born 1961.";

    private Samples() {}

    static Endpoint endpoint(WireFormat format, String provider, String model, String baseUrl) {
        String id = provider + "/" + model.replaceAll("[^-a-z0-9./]", "_");
        return Endpoint.of(id, provider, model, format, URI.create(baseUrl), new Price(BigDecimal.ONE, BigDecimal.TWO))
                .withAuth(new SecretRef("KEY", null))
                .withTimeout(Duration.ofSeconds(30));
    }

    static Endpoint openAi() {
        return endpoint(WireFormat.OPENAI_CHAT, "openai", "gpt-4o", "https://api.openai.com");
    }

    static Endpoint anthropic() {
        return endpoint(WireFormat.ANTHROPIC_MESSAGES, "anthropic", "claude-sonnet-4-5", "https://api.anthropic.com");
    }

    static Endpoint gemini() {
        return endpoint(
                WireFormat.GEMINI_GENERATE, "google", "gemini-2.5-flash", "https://generativelanguage.googleapis.com");
    }

    static Endpoint of(WireFormat format) {
        return switch (format) {
            case OPENAI_CHAT -> openAi();
            case ANTHROPIC_MESSAGES -> anthropic();
            case GEMINI_GENERATE -> gemini();
        };
    }

    static InferenceRequest.Builder request() {
        return InferenceRequest.newBuilder()
                .setRequestId("01890a5d-ac96-774b-bcce-b302099a8057")
                .setTenant("acme")
                .setRoute("summarize")
                .setMessages(List.of(Messages.text(Role.USER, PROMPT)))
                .setTruncationAllowed(true)
                .setCreatedAt(NOW)
                .setDeadline(NOW.plusSeconds(60));
    }

    static WireCall call(Endpoint endpoint) {
        return new WireCall(endpoint, request().build(), SECRET);
    }

    static WireResponse response(int status, String body) {
        return response(status, Map.of(), body);
    }

    static WireResponse response(int status, Map<String, String> headers, String body) {
        return new WireResponse(status, headers, body.getBytes(StandardCharsets.UTF_8));
    }

    static CallResult decode(WireFormat format, WireResponse response) {
        return WireAdapter.of(format).decode(call(of(format)), response, NOW);
    }

    static CallResult.Failure failure(WireFormat format, WireResponse response) {
        return (CallResult.Failure) decode(format, response);
    }
}
