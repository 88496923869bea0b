package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;

/** Requests on their way through a dispatcher to which nothing happens. */
class DispatchIT {
    private final FakeProviderCaller caller = new FakeProviderCaller();

    @Test
    void answersEveryRequestOfBothLanesOnceAndCommitsAllOfThem() {
        try (Scene scene = new Scene()) {
            // Given
            List<String> all = scene.ids(0, 400);
            Dispatcher dispatcher = scene.dispatcher("a", caller).start();
            // When
            scene.send(Topics.REQUESTS_INTERACTIVE, all.subList(0, 200));
            scene.send(Topics.REQUESTS_BATCH, all.subList(200, 400));
            scene.awaitReplies(all);
            dispatcher.close();
            // Then
            assertThat(scene.assertOneReplyEach(all)).allSatisfy(reply -> {
                assertThat(reply.getOutcome()).isEqualTo(Outcome.COMPLETED);
                assertThat(reply.getText()).isEqualTo("ok");
                assertThat(reply.getServedBy().getEndpointId()).isEqualTo(Scene.FIRST);
                assertThat(reply.getCostMicroUsd()).isEqualTo(20);
            });
            assertThat(caller.calls()).hasSize(400);
            assertThat(scene.attempts.all()).extracting(Attempt::getRequestId).containsExactlyInAnyOrderElementsOf(all);
            assertAllCommitted(scene);
            assertThat(scene.deadLetters.all()).isEmpty();
            assertThat(dispatcher.failure()).isNotDone();
        }
    }

    private static void assertAllCommitted(Scene scene) {
        for (var lane : List.of(Topics.REQUESTS_INTERACTIVE, Topics.REQUESTS_BATCH)) {
            Map<TopicPartition, OffsetAndMetadata> ends = new HashMap<>();
            scene.platform
                    .ends(TestPlatform.partitionsOf(lane.name()))
                    .forEach((partition, end) -> ends.put(partition, new OffsetAndMetadata(end)));
            assertThat(scene.platform.committed(scene.group(lane)))
                    .as(lane.name())
                    .isEqualTo(ends);
        }
    }
}
