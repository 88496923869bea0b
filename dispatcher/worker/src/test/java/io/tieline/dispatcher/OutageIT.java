package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.dispatcher.resilience.GuardConfig;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ParkedRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No provider answers for a while. */
class OutageIT {
    private static final int MAX_ATTEMPTS = 4;
    private static final Duration OPEN = Duration.ofMillis(2_500);

    @Test
    void parksRequestsAndCompletesThemOnceTheProvidersAreBack() {
        try (Scene scene = new Scene()) {
            // Given
            FakeProviderCaller caller = new FakeProviderCaller();
            caller.results(Scene.FIRST, FakeProviderCaller.failure(ErrorCode.PROVIDER_SERVER_ERROR));
            caller.results(Scene.SECOND, FakeProviderCaller.failure(ErrorCode.PROVIDER_CONNECTION_FAILED));
            scene.dispatcher("a", caller)
                    .breakers(new GuardConfig(0, 0, 0, OPEN, OPEN, null))
                    .start();
            List<String> patient = scene.ids(0, 100);
            List<String> urgent = scene.ids(100, 110);
            // When
            patient.forEach(id -> scene.send(
                    Topics.REQUESTS_BATCH,
                    null,
                    scene.request(id).setMaxAttempts(MAX_ATTEMPTS).build()));
            urgent.forEach(id -> scene.send(
                    Topics.REQUESTS_INTERACTIVE,
                    null,
                    scene.request(id)
                            .setDeadline(Instant.now().plusSeconds(5))
                            .setMaxAttempts(MAX_ATTEMPTS)
                            .build()));
            scene.awaitReplies(urgent);
            Scene.await().until(() -> parkedIds(scene).containsAll(patient));
            int duringTheOutage = scene.replies.seen().size();
            caller.results(Scene.FIRST, FakeProviderCaller.answer("back"));
            List<String> all = scene.ids(0, 110);
            scene.awaitReplies(all);
            // Then
            assertThat(duringTheOutage).isEqualTo(urgent.size());
            Map<String, InferenceReply> replies = scene.assertOneReplyEach(all).stream()
                    .collect(Collectors.toMap(InferenceReply::getRequestId, Function.identity()));
            assertThat(patient)
                    .allSatisfy(id -> assertThat(replies.get(id).getOutcome()).isEqualTo(Outcome.COMPLETED));
            assertThat(urgent).allSatisfy(id -> {
                assertThat(replies.get(id).getOutcome()).isEqualTo(Outcome.EXPIRED);
                assertThat(replies.get(id).getError().getMessage()).contains("the deadline");
            });
            assertThat(parkedIds(scene)).containsAll(urgent);
            assertThat(caller.calls().stream()
                            .collect(
                                    Collectors.groupingBy(call -> call.request().getRequestId(), Collectors.counting()))
                            .values())
                    .allSatisfy(calls -> assertThat(calls).isLessThanOrEqualTo(MAX_ATTEMPTS));
            assertThat(replies.values())
                    .allSatisfy(reply -> assertThat(reply.getAttempts())
                            .hasSize((int) Scene.callsFor(caller, reply.getRequestId())));
            assertThat(scene.deadLetters.all()).isEmpty();
        }
    }

    private static List<String> parkedIds(Scene scene) {
        return scene.parked.seen().stream()
                .map(ParkedRequest::getRequest)
                .map(request -> request.getRequestId())
                .toList();
    }
}
