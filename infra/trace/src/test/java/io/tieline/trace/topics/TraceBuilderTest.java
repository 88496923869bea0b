package io.tieline.trace.topics;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Lane;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Role;
import io.tieline.trace.TracedRequest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TraceBuilderTest {
    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final TraceBuilder builder = new TraceBuilder();

    private static InferenceRequest.Builder request(String tenant) {
        return InferenceRequest.newBuilder()
                .setRequestId("r-1")
                .setTenant(tenant)
                .setRoute("summarize")
                .setMessages(List.of(Messages.text(Role.USER, "Say it")))
                .setCreatedAt(NOON)
                .setDeadline(NOON.plusSeconds(60));
    }

    @Test
    void shouldTellRequestsOfTwoTenantsApartThatHaveOneId() {
        // Given
        builder.request(request("acme").build(), Lane.BATCH);
        builder.request(request("eve").build(), Lane.BATCH);
        // When
        builder.reply(InferenceReply.newBuilder()
                .setRequestId("r-1")
                .setTenant("eve")
                .setRoute("summarize")
                .setOutcome(Outcome.EXPIRED)
                .setCostMicroUsd(0)
                .setAttempts(List.of())
                .setCreatedAt(NOON)
                .setFinishedAt(NOON.plusSeconds(60))
                .build());
        // Then
        List<TracedRequest> requests = builder.trace().requests();
        assertThat(requests).extracting(TracedRequest::tenant).containsExactly("acme", "eve");
        assertThat(requests.getFirst().reply()).isNull();
        assertThat(Objects.requireNonNull(requests.getLast().reply()).outcome()).isEqualTo(Outcome.EXPIRED);
    }

    @Test
    void shouldLeaveOutWhatNobodyWouldTake() {
        // When
        boolean isTaken = builder.request(
                request("acme").setVendorFields(Map.of("nonsense", "{}")).build(), Lane.BATCH);
        // Then
        assertThat(isTaken).isFalse();
        assertThat(builder.trace().requests()).isEmpty();
    }
}
