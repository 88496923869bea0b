package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.Topics;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A dispatcher is killed, and one with the same worker id takes its place. */
class CrashIT {
    private static final Duration SESSION = Duration.ofSeconds(1);
    private static final Duration BEFORE_KAFKA_ENDS_A_TRANSACTION = Duration.ofSeconds(20);

    enum Point {
        AFTER_THE_ANSWER(""),
        AFTER_BEGIN("beginTransaction"),
        AFTER_THE_OFFSETS("sendOffsetsToTransaction"),
        AFTER_THE_RECORDS("flush"),
        AFTER_COMMIT("commitTransaction");

        private final String method;

        Point(String method) {
            this.method = method;
        }
    }

    /** Dies once the armed point of a transaction is passed. */
    private static final class DyingClients extends MortalClients {
        private final Set<String> keys = ConcurrentHashMap.newKeySet();
        private final Point point;
        private volatile boolean armed;

        DyingClients(KafkaConnection connection, Point point) {
            super(connection);
            this.point = point;
        }

        @Override
        @Nullable
        Object settling(Invocation<Producer<byte[], byte[]>> call) throws Throwable {
            Object result = call.proceed();
            if (armed && call.name().equals("send") && call.arguments()[0] instanceof ProducerRecord<?, ?> record) {
                keys.add(new String((byte[]) record.key(), StandardCharsets.UTF_8));
            }
            if (armed && call.name().equals(point.method)) {
                throw die();
            }
            return result;
        }
    }

    private static FakeProviderCaller callerOf(DyingClients clients) {
        return new FakeProviderCaller().script(Scene.FIRST, (_, _, _) -> {
            if (clients.armed && clients.point == Point.AFTER_THE_ANSWER) {
                throw clients.die();
            }
            clients.live();
            return FakeProviderCaller.answer("first");
        });
    }

    private static boolean isDead(DyingClients clients) {
        try {
            clients.live();
            return false;
        } catch (MortalClients.Killed e) {
            return true;
        }
    }

    @ParameterizedTest
    @EnumSource
    void isRepeatedByItsSuccessorWithoutASecondVisibleReply(Point point) {
        try (Scene scene = new Scene()) {
            // Given
            scene.sessionTimeout(SESSION);
            DyingClients clients = new DyingClients(scene.platform.connection(), point);
            FakeProviderCaller first = callerOf(clients);
            scene.dispatcher("a", first).clients(clients).start();
            List<String> settled = scene.ids(0, 10);
            scene.send(Topics.REQUESTS_INTERACTIVE, settled);
            scene.awaitReplies(settled);
            // When
            clients.armed = true;
            List<String> torn = scene.ids(10, 40);
            scene.send(Topics.REQUESTS_INTERACTIVE, torn);
            Scene.await().until(() -> isDead(clients));
            FakeProviderCaller second = new FakeProviderCaller();
            scene.dispatcher("a", second).start();
            // Then
            List<String> all = scene.ids(0, 40);
            scene.awaitReplies(all, BEFORE_KAFKA_ENDS_A_TRANSACTION);
            scene.assertOneReplyEach(all);
            assertThat(second.calls())
                    .extracting(call -> call.request().getRequestId())
                    .doesNotContainAnyElementsOf(settled)
                    .doesNotHaveDuplicates();
            if (point == Point.AFTER_COMMIT) {
                assertThat(clients.keys).isNotEmpty();
                assertThat(second.calls())
                        .extracting(call -> call.request().getRequestId())
                        .doesNotContainAnyElementsOf(clients.keys);
            }
        }
    }

    @Test
    void thatHadFinishedAllButTheFirstIsSucceededByOneThatRepeatsTheFirst() {
        try (Scene scene = new Scene()) {
            // Given
            scene.sessionTimeout(SESSION);
            List<String> all = scene.ids(0, 60);
            String head = all.getFirst();
            MortalClients clients = new MortalClients(scene.platform.connection());
            CountDownLatch never = new CountDownLatch(1);
            FakeProviderCaller first = new FakeProviderCaller().script(Scene.FIRST, (_, request, _) -> {
                if (request.getRequestId().equals(head)) {
                    never.await();
                }
                return FakeProviderCaller.answer("first");
            });
            scene.dispatcher("a", first).clients(clients).start();
            all.forEach(
                    id -> scene.send(Topics.REQUESTS_BATCH, 1, scene.request(id).build()));
            scene.awaitReplies(all.subList(1, 60));
            // When
            clients.kill();
            FakeProviderCaller second = new FakeProviderCaller();
            scene.dispatcher("a", second).start();
            scene.awaitReplies(all);
            // Then
            scene.assertOneReplyEach(all);
            assertThat(second.calls())
                    .extracting(call -> call.request().getRequestId())
                    .containsExactly(head);
            assertThat(first.calls()).hasSize(60);
        }
    }
}
