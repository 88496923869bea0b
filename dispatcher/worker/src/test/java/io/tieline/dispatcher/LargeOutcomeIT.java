package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Answers that Kafka doesn't take. */
class LargeOutcomeIT {
    private static final int MIB = 1024 * 1024;

    @ParameterizedTest
    @ValueSource(ints = {2 * MIB, 10 * MIB})
    void failTheirOwnRequestAndNoOther(int bytes) {
        try (Scene scene = new Scene()) {
            // Given
            String text = noise(bytes);
            List<String> all = scene.ids(0, 30);
            List<String> large = List.of(all.get(3), all.get(17));
            CountDownLatch together = new CountDownLatch(all.size());
            FakeProviderCaller caller = new FakeProviderCaller().script(Scene.FIRST, (_, request, _) -> {
                together.countDown();
                together.await();
                return FakeProviderCaller.answer(large.contains(request.getRequestId()) ? text : "ok");
            });
            scene.dispatcher("a", caller).start();
            // When
            scene.send(Topics.REQUESTS_INTERACTIVE, all);
            scene.awaitReplies(all);
            // Then
            for (InferenceReply reply : scene.assertOneReplyEach(all)) {
                if (large.contains(reply.getRequestId())) {
                    assertThat(reply.getOutcome()).isEqualTo(Outcome.FAILED);
                    assertThat(reply.getError().getMessage()).contains("max.message.bytes");
                } else {
                    assertThat(reply.getText()).isEqualTo("ok");
                }
            }
            assertThat(caller.calls()).hasSize(30);
        }
    }

    /** Text that can't be made smaller. */
    private static String noise(int bytes) {
        StringBuilder text = new StringBuilder(bytes);
        new Random(7).ints(bytes, '!', '~').forEach(c -> text.append((char) c));
        return text.toString();
    }
}
