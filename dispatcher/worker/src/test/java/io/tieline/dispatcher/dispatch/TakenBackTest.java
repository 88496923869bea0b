package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.Endpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests whose callers take them back while they are worked on, and jobs that keep to a family. */
class TakenBackTest {
    private static final Endpoint A = endpoint("a");

    private static InferenceRequest ofJob(String id) {
        return Requests.request()
                .setRequestId(id)
                .setJobId("job-1")
                .setDeadline(Instant.now().plusSeconds(60))
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"r-1", "job-1"})
    void shouldStopACallThatIsUnderWay(String takenBack) throws Exception {
        // Given
        try (Bench bench = Bench.live(A)) {
            bench.caller.hang("a");
            Run run = new Run(bench, ofJob("r-1"), bench.flight());
            run.awaitBlocked();

            // When
            bench.recalls.takenBack(new OwnedId("another tenant", takenBack).key());
            bench.recalls.takenBack(new OwnedId("acme", takenBack).key());
            InferenceReply reply = bench.reply(run.settlement());

            // Then
            assertThat(reply.getOutcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(reply.getError().getCode()).isEqualTo("caller.cancelled");
            assertThat(reply.getAttempts()).extracting(AttemptSummary::getCode).containsExactly("caller.cancelled");
            assertThat(bench.guards.hasRoom(A)).isTrue();
        }
    }

    @Test
    void shouldTellOfWhatWasTakenBackBeforeAndForgetWhoIsGone() {
        // Given
        Recalls recalls = new Recalls();
        AtomicInteger told = new AtomicInteger();
        recalls.takenBack("acme/r-1");

        // When
        recalls.watch(ofJob("r-1"), told::incrementAndGet).close();
        recalls.takenBack("acme/job-1");

        // Then
        assertThat(told).hasValue(1);
        assertThat(recalls.covers(ofJob("r-2"))).isTrue();
        recalls.restored("acme/job-1");
        assertThat(recalls.covers(ofJob("r-2"))).isFalse();
    }

    @Test
    void shouldKeepAJobToTheFamilyThatItBeginsWith() throws Exception {
        // Given
        Endpoint b = endpoint("b");
        try (Bench bench = Bench.live(A, b)) {
            bench.pins.keep(new OwnedId("acme", "job-1"), b.family());

            // When
            InferenceReply pinned = bench.reply(bench.handle(ofJob("r-1")));
            InferenceReply other = bench.reply(bench.handle(Requests.request()
                    .setJobId("job-2")
                    .setDeadline(Instant.now().plusSeconds(60))
                    .build()));

            // Then
            assertThat(pinned.getServedBy().getEndpointId()).isEqualTo("b");
            assertThat(pinned.getServedBy().getSwitched()).isFalse();
            assertThat(other.getServedBy().getEndpointId()).isEqualTo("a");
            assertThat(bench.pins.families).containsEntry("job-2", A.family()).containsEntry("job-1", b.family());
        }
    }
}
