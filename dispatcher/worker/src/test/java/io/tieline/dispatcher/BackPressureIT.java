package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.provider.CutOff;
import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.dispatcher.provider.ProviderCaller;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ParkedRequest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** More arrives than is taken at a time. */
class BackPressureIT {
    /** Counts what is in flight. */
    private abstract static class Provider implements ProviderCaller {
        final AtomicInteger calls = new AtomicInteger();
        final AtomicInteger peak = new AtomicInteger();
        private final AtomicInteger inFlight = new AtomicInteger();

        abstract void work(String requestId, int call) throws InterruptedException;

        @Override
        public CallResult call(Endpoint endpoint, InferenceRequest request, Duration timeout, CutOff cutOff)
                throws InterruptedException {
            peak.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
            try {
                work(request.getRequestId(), calls.incrementAndGet());
                return FakeProviderCaller.answer("ok");
            } finally {
                inFlight.decrementAndGet();
            }
        }

        @Override
        public void close() {}
    }

    @Test
    void keepsToItsLimitAndLosesNothing() {
        try (Scene scene = new Scene()) {
            // Given
            int limit = 50;
            int mostPolled = limit / 4;
            Provider provider = new Provider() {
                @Override
                void work(String requestId, int call) throws InterruptedException {
                    new CountDownLatch(1).await(10 + call % 40, TimeUnit.MILLISECONDS);
                }
            };
            scene.dispatcher("a", provider).inFlight(limit).start();
            List<String> all = scene.ids(0, 1_000);
            // When
            scene.send(Topics.REQUESTS_BATCH, all);
            scene.awaitReplies(all);
            // Then
            scene.assertOneReplyEach(all);
            assertThat(provider.calls).hasValue(1_000);
            assertThat(provider.peak.get()).isBetween(limit / 2, limit + mostPolled);
        }
    }

    private static Provider thatHoldsOnce(String head) {
        return new Provider() {
            private boolean diverted;

            @Override
            void work(String requestId, int call) throws InterruptedException {
                if (requestId.equals(head) && !diverted) {
                    diverted = true;
                    new CountDownLatch(1).await();
                }
            }
        };
    }

    @Test
    void parksAHeadThatFillsItsWindow() {
        try (Scene scene = new Scene()) {
            // Given
            List<String> all = scene.ids(0, 26_000);
            String head = all.getFirst();
            Provider provider = thatHoldsOnce(head);
            Dispatcher dispatcher = scene.dispatcher("a", provider)
                    .headPatience(Duration.ofMillis(200))
                    .start();
            // When
            all.forEach(
                    id -> scene.send(Topics.REQUESTS_BATCH, 0, scene.request(id).build()));
            scene.awaitReplies(List.of(head, all.getLast()));
            Scene.await().until(() -> scene.replies.seen().size() >= all.size());
            dispatcher.close();
            // Then
            InferenceReply reply = scene.assertOneReplyEach(all).stream()
                    .filter(candidate -> candidate.getRequestId().equals(head))
                    .findFirst()
                    .orElseThrow();
            assertThat(reply.getAttempts())
                    .extracting(AttemptSummary::getCode)
                    .containsExactly(ErrorCode.BROKER_INTERRUPTED.wire(), ErrorCode.OK);
            assertThat(scene.parked.all()).singleElement().satisfies(parked -> {
                assertThat(parked.getRequest().getRequestId()).isEqualTo(head);
                assertThat(parked.getReason()).contains("held back");
            });
            assertThat(scene.parked.all())
                    .extracting(ParkedRequest::getTimesParked)
                    .containsExactly(1);
            assertThat(provider.calls).hasValue(26_001);
        }
    }
}
