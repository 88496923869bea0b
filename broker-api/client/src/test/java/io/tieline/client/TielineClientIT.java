package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.InstanceOfAssertFactories.throwable;
import static org.awaitility.Awaitility.await;

import io.tieline.client.NoReplyException.Why;
import io.tieline.embedded.EmbeddedKafka;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ToolCall;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TielineClientIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static Installation installation;

    private EchoResponder responder;

    @BeforeAll
    static void start() throws Exception {
        installation = Installation.start(EmbeddedKafka.Options.fresh());
    }

    @AfterAll
    static void stop() {
        installation.close();
    }

    @BeforeEach
    void startResponder() {
        responder = EchoResponder.start(installation);
    }

    @AfterEach
    void stopResponder() {
        responder.close();
    }

    @Test
    void shouldGetTheReplyWhateverTheOutcome() {
        try (TielineClient client = connect("a")) {
            // When
            CompletableFuture<Reply> completed = client.submit(Request.ofText("summarize", "hello"));
            CompletableFuture<Reply> failed = client.submit(told("fail", Lane.BATCH));
            CompletableFuture<Reply> garbled = client.submit(told("garble", Lane.BATCH));

            // Then
            assertThat(completed).succeedsWithin(PATIENCE).satisfies(reply -> {
                assertThat(reply.isCompleted()).isTrue();
                assertThat(reply.text()).contains("hello");
                assertThat(reply.error()).isEmpty();
            });
            assertThat(failed).succeedsWithin(PATIENCE).satisfies(reply -> {
                assertThat(reply.outcome()).isEqualTo(Outcome.FAILED);
                assertThat(reply.text()).isEmpty();
                assertThat(reply.error()).get().hasFieldOrPropertyWithValue("code", "request.invalid");
            });
            assertFailed(garbled, Why.UNREADABLE);
            assertThat(client.outstanding()).isZero();
        }
    }

    @Test
    void shouldNeverSeeAnAbortedReply() {
        try (TielineClient client = connect("a")) {
            // Given
            Request request = told("abort", Lane.INTERACTIVE);

            // When
            CompletableFuture<Reply> submitted = client.submit(request);

            // Then
            assertThat(submitted).succeedsWithin(PATIENCE).satisfies(TielineClientIT::assertNotAborted);
            assertThat(client.await(request.requestId()))
                    .succeedsWithin(PATIENCE)
                    .satisfies(TielineClientIT::assertNotAborted);
        }
    }

    @Test
    void shouldNotDisturbAnotherClientOnTheSamePartition() {
        // "Aa" and "BB" have the same hash.
        try (TielineClient first = connect("Aa");
                TielineClient second = connect("BB")) {
            // When
            List<CompletableFuture<Reply>> firsts = submit(first, "first", 50);
            List<CompletableFuture<Reply>> seconds = submit(second, "second", 50);

            // Then
            assertThat(firsts)
                    .allSatisfy(reply -> assertThat(reply)
                            .succeedsWithin(PATIENCE)
                            .satisfies(value -> assertThat(value.text()).contains("first")));
            assertThat(seconds)
                    .allSatisfy(reply -> assertThat(reply)
                            .succeedsWithin(PATIENCE)
                            .satisfies(value -> assertThat(value.text()).contains("second")));
            assertThat(responder.seen())
                    .extracting(request -> request.getReplyTo().getPartition())
                    .containsOnly(Math.floorMod("Aa".hashCode(), 3));
        }
    }

    @Test
    void shouldFindRepliesByIdAloneAfterARestart() {
        // Given
        List<String> ids = new ArrayList<>();
        try (TielineClient client = connect("before")) {
            for (int i = 0; i < 20; i++) {
                Request request = told(i % 2 == 0 ? "hold" : "abort", Lane.BATCH);
                ids.add(request.requestId());
                CompletableFuture<Reply> _ = client.submit(request);
            }
            Request named = Request.on("summarize")
                    .user("named")
                    .requestId("order-" + System.nanoTime())
                    .build();
            ids.add(named.requestId());
            assertThat(client.submit(named)).succeedsWithin(PATIENCE);
        }

        // When
        try (TielineClient client = connect("after")) {
            CompletableFuture<Reply> endless = client.await("never-submitted");
            CompletableFuture<Reply> unknown = client.await("not-submitted", Duration.ofMillis(500));
            Map<String, CompletableFuture<Reply>> replies = client.awaitAll(ids, PATIENCE);
            responder.release();

            // Then
            assertThat(replies).containsOnlyKeys(ids);
            replies.forEach((id, reply) -> assertThat(reply)
                    .succeedsWithin(PATIENCE)
                    .satisfies(value -> {
                        assertThat(value.requestId()).isEqualTo(id);
                        assertNotAborted(value);
                    }));
            assertFailed(unknown, Why.TIMED_OUT);
            // The search that goes on has passed this one already.
            assertThat(client.await(ids.getFirst())).succeedsWithin(PATIENCE);
            assertThat(endless).isNotDone();
        }
    }

    @Test
    void shouldHoldSubmissionBackWhileTooManyAreUnanswered() throws InterruptedException {
        // Given
        int requests = 200;
        AtomicReference<BatchSummary> summary = new AtomicReference<>();
        List<String> texts = new ArrayList<>();
        ClientConfig config = installation.client("a").maxOutstanding(10).build();
        try (TielineClient client = TielineClient.connect(config)) {
            Thread batch = Thread.ofVirtual().start(() -> summary.set(submitAll(client, requests, texts)));

            // Then
            await().atMost(PATIENCE).until(() -> responder.seen().size() == 10);
            await().during(Duration.ofMillis(500))
                    .atMost(PATIENCE)
                    .until(() -> responder.seen().size() == 10 && client.outstanding() == 10);

            // When
            responder.release();
            batch.join(PATIENCE);

            // Then
            assertThat(summary.get().outcomes()).isEqualTo(Map.of(Outcome.COMPLETED, (long) requests));
            assertThat(summary.get().withoutReply())
                    .singleElement()
                    .satisfies(one -> assertThat(one.reason()).isInstanceOf(IllegalArgumentException.class));
            assertThat(texts).hasSize(requests).doesNotHaveDuplicates();
        }
    }

    @Test
    void shouldFailWhatIsOutstandingWhenClosed() {
        // Given
        TielineClient client = connect("a");
        CompletableFuture<Reply> outstanding = client.submit(told("hold", Lane.INTERACTIVE));
        CompletableFuture<Reply> awaited = client.await("never-submitted");

        // When
        client.close();
        client.close();

        // Then
        assertThat(outstanding).isDone();
        assertFailed(outstanding, Why.CLIENT_CLOSED);
        assertFailed(awaited, Why.CLIENT_CLOSED);
        await().atMost(PATIENCE).until(() -> responder.seen().size() == 1);
        assertThatIllegalStateException()
                .isThrownBy(() -> client.submit(Request.ofText("summarize", "late")))
                .withMessage("The client a is closed");
    }

    @Test
    void shouldRefuseAtOnceWhatCantBeSubmitted() {
        ClientConfig config = installation.client("a").maxRequestBytes(5_000).build();
        try (TielineClient client = TielineClient.connect(config)) {
            // Given
            Request large = Request.ofText("summarize", "ü".repeat(2_500));
            Request late = Request.on("summarize")
                    .user("text")
                    .deadline(Instant.now().minusSeconds(1))
                    .build();
            Request twice = told("hold", Lane.INTERACTIVE);
            CompletableFuture<Reply> first = client.submit(twice);

            // Then
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.submit(large))
                    .withMessageMatching("the request has 5\\d\\d\\d bytes, allowed: 5000");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.submit(late))
                    .withMessageStartingWith("deadline is ");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.submit(twice))
                    .withMessageStartingWith("requestId is ");
            assertThat(first).isNotDone();
            assertThat(client.outstanding()).isEqualTo(1);
        }
    }

    @Test
    void shouldTellTheBrokerWhatIsTakenBack() {
        try (TielineClient client = connect("a")) {
            // When
            CompletableFuture<Void> request = client.cancel("order-17", "no longer needed");
            CompletableFuture<Void> job = client.cancelJob("night", "");

            // Then
            assertThat(request).succeedsWithin(PATIENCE);
            assertThat(job).succeedsWithin(PATIENCE);
            assertThat(TakenBack.reasons(installation, PATIENCE))
                    .containsEntry("default/order-17", "no longer needed")
                    .containsEntry("default/night", "");
        }
    }

    @Test
    void shouldSubmitForAnyTenantAndGetTheReply() {
        try (TielineClient client = connect("a")) {
            // Given
            Instant now = Instant.now();
            InferenceRequest request = InferenceRequest.newBuilder()
                    .setRequestId(Request.newId())
                    .setTenant("somebody-else")
                    .setRoute("summarize")
                    .setMessages(List.of())
                    .setCreatedAt(now)
                    .setDeadline(now.plusSeconds(60))
                    .build();

            // When
            Submitted submitted = client.submit(Lane.BATCH, request);

            // Then
            assertThat(submitted.acknowledged()).succeedsWithin(PATIENCE);
            assertThat(submitted.reply()).succeedsWithin(PATIENCE);
            assertThat(responder.seen())
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.getTenant()).isEqualTo("somebody-else"));
            assertThat(request.getReplyTo()).isNull();
        }
    }

    @Test
    void shouldRefuseToTakeBackWhatCanHaveNoSuchId() {
        try (TielineClient client = connect("a")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.cancel("", "why"))
                    .withMessage("requestId is '', allowed: 1 to 200 characters");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> client.cancelJob(" ", "why"))
                    .withMessage("jobId is ' ', allowed: 1 to 200 characters");
        }
    }

    @Test
    void shouldSendEverythingThatARequestCanSay() {
        try (TielineClient client = connect("a")) {
            // Given
            Request request = Request.on("describe")
                    .user(Content.text("What is this?"), Content.image(new byte[] {1, 2, 3}, "image/png"))
                    .assistant("", List.of(new ToolCall("c1", "weather", "{}")))
                    .toolResult("c1", "sunny")
                    .tool("weather", "", "{}")
                    .toolChoice(ToolChoice.NONE)
                    .build();

            // When
            CompletableFuture<Reply> chat = client.submit(request);
            CompletableFuture<Reply> vectors = client.submit(Request.embeddings("vectors", List.of("one", "two"))
                    .attributes(Map.of("do", "embed"))
                    .build());

            // Then
            assertThat(chat)
                    .succeedsWithin(PATIENCE)
                    .satisfies(reply -> assertThat(reply.text()).contains("sunny"));
            assertThat(vectors)
                    .succeedsWithin(PATIENCE)
                    .satisfies(
                            reply -> assertThat(reply.embeddings()).containsExactly(new float[] {3}, new float[] {3}));
            // Which of the two is read first is left to Kafka.
            assertThat(responder.seen())
                    .filteredOn(seen -> seen.getRequestId().equals(request.requestId()))
                    .singleElement()
                    .satisfies(seen -> assertThat(seen.getMessages().getFirst().getParts())
                            .extracting(ContentPart::getText)
                            .containsExactly("What is this?", null));
        }
    }

    private static TielineClient connect(String clientId) {
        return TielineClient.connect(installation.client(clientId).build());
    }

    private static Request told(String what, Lane lane) {
        return Request.on("summarize")
                .user("text")
                .lane(lane)
                .attributes(Map.of("do", what))
                .build();
    }

    private static List<CompletableFuture<Reply>> submit(TielineClient client, String text, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> client.submit(Request.ofText("summarize", text)))
                .toList();
    }

    private static BatchSummary submitAll(TielineClient client, int requests, List<String> texts) {
        Request late =
                Request.on("summarize").user("late").deadline(Instant.EPOCH).build();
        Iterable<Request> all = () -> IntStream.rangeClosed(0, requests)
                .mapToObj(i -> i == 3
                        ? late
                        : Request.on("summarize")
                                .user("text " + i)
                                .lane(Lane.BATCH)
                                .attributes(Map.of("do", "hold"))
                                .build())
                .iterator();
        try {
            return client.submitAll(all, reply -> texts.add(reply.text().orElseThrow()));
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void assertNotAborted(Reply reply) {
        assertThat(reply.text()).get().isNotEqualTo("aborted");
    }

    private static void assertFailed(CompletableFuture<Reply> future, Why why) {
        assertThat(future)
                .failsWithin(PATIENCE)
                .withThrowableThat()
                .havingCause()
                .asInstanceOf(throwable(NoReplyException.class))
                .extracting(NoReplyException::why)
                .isEqualTo(why);
    }
}
