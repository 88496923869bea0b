package io.tieline.dispatcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Cancellation;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyTo;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;

/** Requests on their way through a dispatcher to which nothing happens. */
class DispatchIT {
    private static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

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

    @Test
    void sendsTheReplyWhereTheRequestWantsItWithItsTrace() {
        Topic<InferenceReply> tenants = Topics.REPLIES.named(TestPlatform.OTHER_REPLIES);
        try (Scene scene = new Scene();
                Tail<InferenceReply> others = new Tail<>(scene.platform, tenants)) {
            // Given
            scene.dispatcher("a", caller).replyTopics("boxed", tenants.name()).start();
            String id = scene.ids(0, 1).getFirst();
            InferenceRequest request = scene.request(id)
                    .setTenant("boxed")
                    .setReplyTo(new ReplyTo(tenants.name(), 3))
                    .build();
            byte[] value = scene.platform.serdes().encode(Topics.REQUESTS_BATCH, request);
            var record = new ProducerRecord<>(Topics.REQUESTS_BATCH.name(), id.getBytes(UTF_8), value);
            record.headers().add("traceparent", TRACE.getBytes(UTF_8)).add("other", new byte[] {1});
            // When
            var _ = scene.platform.producer().send(record);
            Scene.await().until(() -> !others.seen().isEmpty());
            // Then
            assertThat(others.all()).extracting(InferenceReply::getRequestId).containsExactly(id);
            assertThat(others.records()).singleElement().satisfies(reply -> {
                assertThat(reply.partition()).isEqualTo(3);
                assertThat(reply.key()).asString(UTF_8).isEqualTo(id);
                assertThat(reply.headers()).extracting(Header::key).containsExactly("traceparent");
                assertThat(reply.headers().lastHeader("traceparent").value())
                        .asString(UTF_8)
                        .isEqualTo(TRACE);
            });
            assertThat(scene.replies.all()).isEmpty();
        }
    }

    @Test
    void cancelsRequestsAndJobsThatWereTakenBackBeforeItStartedAndSince() {
        try (Scene scene = new Scene()) {
            // Given
            List<String> ids = scene.ids(0, 3);
            cancel(scene, ids.getFirst());
            scene.dispatcher("a", caller).start();
            // When
            scene.send(Topics.REQUESTS_BATCH, ids.subList(0, 2));
            scene.awaitReplies(ids.subList(0, 2));
            cancel(scene, scene.name);
            List<String> ofTheJob = new ArrayList<>();
            Scene.await().until(() -> {
                String id = scene.name + "-job-" + ofTheJob.size();
                ofTheJob.add(id);
                scene.send(
                        Topics.REQUESTS_BATCH,
                        null,
                        scene.request(id).setJobId(scene.name).build());
                scene.awaitReplies(List.of(id));
                return Scene.replyTo(id, scene.replies.seen()).getOutcome() == Outcome.CANCELLED;
            });
            // Then
            List<InferenceReply> replies = scene.replies.all();
            assertThat(Scene.replyTo(ids.getFirst(), replies).getOutcome()).isEqualTo(Outcome.CANCELLED);
            assertThat(Scene.replyTo(ids.getFirst(), replies).getError().getCode())
                    .isEqualTo("caller.cancelled");
            assertThat(Scene.replyTo(ids.get(1), replies).getOutcome()).isEqualTo(Outcome.COMPLETED);
            assertThat(caller.calls()).hasSize(ofTheJob.size());
        }
    }

    private static void cancel(Scene scene, String id) {
        Cancellation cancellation = new Cancellation(id, Instant.now(), "changed my mind", "acme");
        String key = new OwnedId("acme", id).key();
        scene.send(Topics.CANCELLATIONS, null, key, scene.platform.serdes().encode(Topics.CANCELLATIONS, cancellation));
        scene.platform.producer().flush();
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
