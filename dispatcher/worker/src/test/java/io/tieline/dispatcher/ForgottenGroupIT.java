package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.Topics;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A group coordinator that has come up with an old state. */
class ForgottenGroupIT {
    private static final String LANE = Topics.REQUESTS_INTERACTIVE.name();

    /** A member is told that there is no such group, after which it is of no use. */
    private static class ForgottenClients extends HookedClients {
        final Set<Consumer<byte[], byte[]>> dead = ConcurrentHashMap.newKeySet();
        volatile boolean forgotten;

        ForgottenClients(KafkaConnection connection) {
            super(connection);
        }

        @Override
        @Nullable
        Object onIntake(Invocation<Consumer<byte[], byte[]>> call) throws Throwable {
            if (call.name().equals("poll") && call.client().subscription().contains(LANE)) {
                if (forgotten && dead.isEmpty()) {
                    dead.add(call.client());
                }
                if (dead.contains(call.client())) {
                    throw new GroupIdNotFoundException("Group not found.");
                }
            }
            return call.proceed();
        }
    }

    /** The next member finds the offsets of long ago. */
    private static final class StaleClients extends ForgottenClients {
        final AtomicInteger looks = new AtomicInteger();

        private final String group;

        StaleClients(KafkaConnection connection, String group) {
            super(connection);
            this.group = group;
        }

        @Override
        @Nullable
        Object onIntake(Invocation<Consumer<byte[], byte[]>> call) throws Throwable {
            if (forgotten && call.name().equals("subscribe") && List.of(LANE).equals(call.arguments()[0])) {
                setBack();
            }
            return super.onIntake(call);
        }

        private void setBack() throws Exception {
            try (Admin operator = admin()) {
                Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(operator.listConsumerGroupOffsets(group)
                        .partitionsToOffsetAndMetadata()
                        .get());
                offsets.replaceAll((_, _) -> new OffsetAndMetadata(0));
                operator.alterConsumerGroupOffsets(group, offsets).all().get();
            }
        }

        @Override
        @Nullable
        Object onAdmin(Invocation<Admin> call) throws Throwable {
            if (forgotten && call.name().equals("listConsumerGroupOffsets")) {
                looks.incrementAndGet();
            }
            return call.proceed();
        }
    }

    @Test
    void joinsAnewWhenItIsForgotten() {
        try (Scene scene = new Scene()) {
            // Given
            ForgottenClients clients = new ForgottenClients(scene.platform.connection());
            FakeProviderCaller caller = new FakeProviderCaller();
            Dispatcher dispatcher =
                    scene.dispatcher("a", caller).clients(clients).start();
            List<String> all = scene.ids(0, 100);
            scene.send(Topics.REQUESTS_INTERACTIVE, all.subList(0, 50));
            scene.awaitReplies(all.subList(0, 50));

            // When
            clients.forgotten = true;
            Scene.await().until(() -> !clients.dead.isEmpty());
            scene.send(Topics.REQUESTS_INTERACTIVE, all.subList(50, 100));
            scene.awaitReplies(all);

            // Then
            assertThat(dispatcher.failure()).isNotDone();
            dispatcher.close();
            scene.assertOneReplyEach(all);
            assertThat(caller.calls()).hasSize(100);
        }
    }

    @Test
    void answersNothingAgainWhereTheOffsetsWentBack() {
        try (Scene scene = new Scene()) {
            // Given
            StaleClients clients =
                    new StaleClients(scene.platform.connection(), scene.group(Topics.REQUESTS_INTERACTIVE));
            FakeProviderCaller caller = new FakeProviderCaller();
            Dispatcher dispatcher =
                    scene.dispatcher("a", caller).clients(clients).start();
            List<String> all = scene.ids(0, 50);
            scene.send(Topics.REQUESTS_INTERACTIVE, all);
            scene.awaitReplies(all);

            // When
            clients.forgotten = true;
            Scene.await().until(() -> clients.looks.get() > 3);

            // Then
            dispatcher.close();
            scene.assertOneReplyEach(all);
            assertThat(caller.calls()).hasSize(50);
        }
    }
}
