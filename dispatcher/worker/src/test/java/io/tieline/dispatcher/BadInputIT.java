package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.SourcePosition;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Records that can't be served: each gets its one reply, which says why, and holds up nobody. */
class BadInputIT {
    private static final int PARTITION = 2;
    private static final int LARGEST = 2_000;
    private static final Instant PAST = Instant.parse("2026-01-02T03:04:05Z");

    private final Scene scene = new Scene();
    private final FakeProviderCaller caller = new FakeProviderCaller();
    private final List<Case> cases = new ArrayList<>();

    /** A record and what is expected of its reply. */
    private record Case(
            @Nullable String key, @Nullable String hex, String replyId, Outcome outcome, String code, String said) {
        byte @Nullable [] bytes() {
            return hex == null ? null : HexFormat.of().parseHex(hex);
        }
    }

    @BeforeEach
    void start() {
        scene.dispatcher("a", caller).largestRequest(LARGEST).start();
    }

    @AfterEach
    void stop() {
        scene.close();
    }

    @Test
    void isAnsweredDeadLetteredWithItsSourceAndPassed() {
        // Given
        unreadable();
        refused();
        long from = scene.platform.end(new TopicPartition(Topics.REQUESTS_INTERACTIVE.name(), PARTITION));
        List<Case> expected = cases.stream().map(bad -> withSource(bad, from)).toList();
        String good = scene.name + "-good";
        // When
        cases.forEach(bad -> scene.send(Topics.REQUESTS_INTERACTIVE, PARTITION, bad.key(), bad.bytes()));
        scene.send(Topics.REQUESTS_INTERACTIVE, PARTITION, scene.request(good).build());
        List<String> ids = new ArrayList<>(expected.stream().map(Case::replyId).toList());
        ids.add(good);
        scene.awaitReplies(ids);
        // Then
        List<InferenceReply> replies = scene.assertOneReplyEach(ids);
        expected.forEach(bad -> assertReply(bad, Scene.replyTo(bad.replyId(), replies)));
        assertThat(Scene.replyTo(good, replies).getOutcome()).isEqualTo(Outcome.COMPLETED);
        assertThat(caller.calls()).hasSize(1);
        assertDeadLetters(expected, from);
    }

    private void unreadable() {
        byte[] request = encoded(scene.request("cut").build());
        unreadable("short", new byte[] {1, 2, 3}, "the value has 3 bytes, 5 are the least");
        unreadable("magic", new byte[] {7, 0, 0, 0, 1, 9}, "the value starts with byte 0x07, allowed: magic byte 0x00");
        unreadable("null", null, "the record has no value");
        unreadable("schema", new byte[] {0, 0, 1, 0, 0, 5}, "the registry has no schema with id 65536");
        unreadable("cut", Arrays.copyOf(request, request.length / 2), "it ends too early");
        cases.add(undecodable("", "undecodable-", new byte[] {1}, "the value has 1 bytes"));
        cases.add(undecodable(null, "undecodable-", new byte[0], "the value has 0 bytes"));
    }

    private void refused() {
        refused(
                "request.invalid",
                "messages is '[]', allowed: at least one message",
                builder("empty").setMessages(List.of()));
        refused(
                "request.unknown_route",
                "route is 'nowhere', known are [summarize]",
                builder("route").setRoute("nowhere"));
        refused(
                "request.too_large",
                "bytes, allowed: 2000 (dispatcher.limits.request-bytes)",
                builder("large").setAttributes(Map.of("note", "x".repeat(LARGEST))));
        refused(
                "policy.reply_topic_not_allowed",
                "replyTo.topic is 'acme.replies', allowed for tenant 'acme': [tieline.replies]",
                builder("topic").setReplyTo(new ReplyTo(TestPlatform.OTHER_REPLIES, null)));
        refused(
                "request.invalid",
                "replyTo.partition is '99', allowed: 0 to 3 for tieline.replies",
                builder("partition").setReplyTo(new ReplyTo(Topics.REPLIES.name(), 99)));
        refused("request.invalid", "requestId is '', allowed: 1 to 200 characters", scene.request(""));
        refused(
                "request.invalid",
                "temperature is 'NaN', allowed: 0.0 to 2.0",
                builder("nan").setTemperature(Double.NaN));
        InferenceRequest late = builder("late").setDeadline(PAST).build();
        cases.add(new Case(
                late.getRequestId(),
                HexFormat.of().formatHex(encoded(late)),
                late.getRequestId(),
                Outcome.EXPIRED,
                "deadline.exceeded",
                "the deadline 2026-01-02T03:04:05Z passed after 0 calls"));
    }

    private InferenceRequest.Builder builder(String what) {
        return scene.request(scene.name + "-" + what);
    }

    private byte[] encoded(InferenceRequest request) {
        return scene.platform.serdes().encode(Topics.REQUESTS_INTERACTIVE, request);
    }

    private void unreadable(String what, byte @Nullable [] value, String said) {
        String key = scene.name + "-" + what;
        cases.add(undecodable(key, key, value, said));
    }

    private static Case undecodable(@Nullable String key, String replyId, byte @Nullable [] value, String said) {
        return new Case(
                key,
                value == null ? null : HexFormat.of().formatHex(value),
                replyId,
                Outcome.REJECTED,
                "request.undecodable",
                said);
    }

    private void refused(String code, String said, InferenceRequest.Builder builder) {
        InferenceRequest request = builder.build();
        String id = request.getRequestId();
        cases.add(new Case(id, HexFormat.of().formatHex(encoded(request)), id, Outcome.REJECTED, code, said));
    }

    /** A record without a key is named by its place. */
    private Case withSource(Case bad, long from) {
        String place = Topics.REQUESTS_INTERACTIVE.name() + "-" + PARTITION + "@" + (from + cases.indexOf(bad));
        return bad.replyId().equals("undecodable-")
                ? new Case(bad.key(), bad.hex(), "undecodable-" + place, bad.outcome(), bad.code(), place)
                : bad;
    }

    private static void assertReply(Case bad, InferenceReply reply) {
        assertThat(reply.getOutcome()).as(bad.replyId()).isEqualTo(bad.outcome());
        assertThat(reply.getError().getCode()).as(bad.replyId()).isEqualTo(bad.code());
        assertThat(reply.getError().getMessage()).contains(bad.said());
    }

    private void assertDeadLetters(List<Case> expected, long from) {
        List<DeadLetter> letters = scene.deadLetters.all();
        assertThat(letters)
                .extracting(DeadLetter::getRequestId)
                .containsExactlyInAnyOrderElementsOf(expected.stream()
                        .filter(bad -> bad.outcome() == Outcome.REJECTED)
                        .map(Case::replyId)
                        .toList());
        for (DeadLetter letter : letters) {
            Case bad = expected.stream()
                    .filter(candidate -> candidate.replyId().equals(letter.getRequestId()))
                    .findFirst()
                    .orElseThrow();
            assertDeadLetter(letter, bad, from + expected.indexOf(bad));
        }
    }

    private static void assertDeadLetter(DeadLetter letter, Case bad, long offset) {
        assertThat(letter.getSource())
                .isEqualTo(new SourcePosition(Topics.REQUESTS_INTERACTIVE.name(), PARTITION, offset));
        assertThat(letter.getReply().getError().getMessage()).contains(bad.said());
        boolean unreadable = bad.code().equals("request.undecodable");
        assertThat(letter.getRequest() == null).as(bad.replyId()).isEqualTo(unreadable);
        byte[] raw = unreadable ? bad.bytes() : null;
        assertThat(letter.getRaw()).isEqualTo(raw == null ? null : ByteBuffer.wrap(raw));
    }

    @Test
    void isToldOnTheParkedLaneToo() {
        // Given
        String id = scene.name + "-stray";
        byte[] stray = encoded(scene.request(id).build());
        // When
        scene.send(Topics.REQUESTS_PARKED, 0, id, stray);
        scene.awaitReplies(List.of(id));
        // Then
        assertThat(scene.assertOneReplyEach(List.of(id)).getFirst().getError().getMessage())
                .contains("is io.tieline.schemas.avro.InferenceRequest, but tieline.requests.parked holds "
                        + "io.tieline.schemas.avro.ParkedRequest");
        assertThat(scene.deadLetters.all()).extracting(DeadLetter::getRaw).containsExactly(ByteBuffer.wrap(stray));
    }
}
