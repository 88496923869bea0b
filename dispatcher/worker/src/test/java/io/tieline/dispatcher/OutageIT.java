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
import org.junit.jupiter.api.Test;

/** No provider answers for a while. */
class OutageIT {
    private static final int MAX_ATTEMPTS = 4;
    private static final Duration OPEN = Duration.ofMillis(2_500);

    private static void send(Scene scene, List<String> patient, List<String> urgent) {
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
    }

    @Test
    void parksRequestsAndCompletesThemOnceTheProvidersAreBack() {
        try (Scene scene = new Scene()) {
            // Given
            FakeProviderCaller caller = new FakeProviderCaller();
            caller.results(Scene.FIRST, FakeProviderCaller.failure(ErrorCode.PROVIDER_SERVER_ERROR));
            caller.results(Scene.SECOND, FakeProviderCaller.failure(ErrorCode.PROVIDER_CONNECTION_FAILED));
            scene.dispatcher("a", caller)
                    .breakers(new GuardConfig(0, 0, 0, OPEN, OPEN, null))
                    .amongOthers()
                    .start();
            List<String> patient = scene.ids(0, 100);
            List<String> urgent = scene.ids(100, 110);
            // When
            send(scene, patient, urgent);
            scene.awaitReplies(urgent);
            Scene.await().until(() -> parkedIds(scene).containsAll(patient));
            int duringTheOutage = scene.replies.seen().size();
            caller.results(Scene.FIRST, FakeProviderCaller.answer("back"));
            List<String> all = scene.ids(0, 110);
            scene.awaitReplies(all);
            // Then
            assertThat(duringTheOutage).isEqualTo(urgent.size());
            List<InferenceReply> replies = scene.assertOneReplyEach(all);
            assertThat(patient)
                    .allSatisfy(id ->
                            assertThat(Scene.replyTo(id, replies).getOutcome()).isEqualTo(Outcome.COMPLETED));
            assertThat(urgent).allSatisfy(id -> {
                assertThat(Scene.replyTo(id, replies).getOutcome()).isEqualTo(Outcome.EXPIRED);
                assertThat(Scene.replyTo(id, replies).getError().getMessage()).contains("the deadline");
            });
            assertThat(parkedIds(scene)).containsAll(urgent);
            assertThat(replies)
                    .allSatisfy(reply -> assertThat(reply.getAttempts())
                            .hasSizeLessThanOrEqualTo(MAX_ATTEMPTS)
                            .hasSize((int) Scene.callsFor(caller, reply.getRequestId())));
            assertThat(scene.deadLetters.all()).isEmpty();
        }
    }

    /** Copying a backlog that nobody can work on would only double it. */
    @Test
    void letsRequestsWaitInPlaceWhileNoEndpointAtAllCanBeCalled() {
        try (Scene scene = new Scene()) {
            // Given
            FakeProviderCaller caller = new FakeProviderCaller();
            caller.results(Scene.FIRST, FakeProviderCaller.failure(ErrorCode.PROVIDER_CONNECTION_FAILED));
            caller.results(Scene.SECOND, FakeProviderCaller.failure(ErrorCode.PROVIDER_CONNECTION_FAILED));
            scene.dispatcher("a", caller)
                    .breakers(new GuardConfig(0, 0, 0, OPEN, OPEN, null))
                    .start();
            List<String> first = scene.ids(0, 30);
            scene.send(Topics.REQUESTS_BATCH, first);
            Scene.await().until(() -> caller.calls().size() > 6);
            List<String> patient = scene.ids(30, 100);
            List<String> urgent = scene.ids(100, 110);
            // When
            send(scene, patient, urgent);
            scene.awaitReplies(urgent);
            int callsDuringTheOutage = caller.calls().size();
            List<String> parkedDuringTheOutage = parkedIds(scene);
            caller.results(Scene.FIRST, FakeProviderCaller.answer("back"));
            List<String> all = scene.ids(0, 110);
            scene.awaitReplies(all);
            // Then
            List<InferenceReply> replies = scene.assertOneReplyEach(all);
            // Once one is back, requests that rest for long are parked as ever.
            assertThat(parkedDuringTheOutage)
                    .doesNotContainAnyElementsOf(patient)
                    .doesNotContainAnyElementsOf(urgent);
            assertThat(urgent)
                    .allSatisfy(id ->
                            assertThat(Scene.replyTo(id, replies).getOutcome()).isEqualTo(Outcome.EXPIRED));
            assertThat(patient)
                    .allSatisfy(id ->
                            assertThat(Scene.replyTo(id, replies).getOutcome()).isEqualTo(Outcome.COMPLETED));
            assertThat(callsDuringTheOutage).as("probes and nothing else").isLessThan(110);
        }
    }

    private static List<String> parkedIds(Scene scene) {
        return scene.parked.seen().stream()
                .map(ParkedRequest::getRequest)
                .map(request -> request.getRequestId())
                .toList();
    }
}
