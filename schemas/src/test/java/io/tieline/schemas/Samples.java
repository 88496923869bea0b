package io.tieline.schemas;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Records for tests. */
final class Samples {
    private static final Instant CREATED = Instant.parse("2026-01-01T00:00:00Z");

    private Samples() {}

    static InferenceRequest request(String id) {
        return InferenceRequest.newBuilder()
                .setRequestId(id)
                .setTenant("acme")
                .setRoute("summarize")
                .setMessages(List.of(Messages.text(Role.USER, "Grüße, 世界")))
                .setTemperature(0.5)
                .setCreatedAt(CREATED)
                .setDeadline(CREATED.plusSeconds(60))
                .setAttributes(Map.of("team", "search"))
                .build();
    }
}
