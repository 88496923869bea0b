package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.provider.CallResult;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.routing.Decision;
import io.tieline.routing.Exclusion;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Replays;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ParkedRequest;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.ServedBy;
import io.tieline.schemas.avro.SourcePosition;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Turns the end of a request into the records that it leaves behind. */
final class Outcomes {
    private static final List<String> TRACE_HEADERS = List.of("traceparent", "tracestate");

    /** A trace is told in a few hundred bytes; what is longer is none, and must not make an outcome too large. */
    private static final int LONGEST_TRACE_HEADER = 4_096;

    private final AvroSerdes serdes;
    private final ReplyPolicy policy;
    private final Map<String, Integer> partitions;
    private final InstantSource clock;

    Outcomes(AvroSerdes serdes, RequestRules rules, InstantSource clock) {
        this.serdes = serdes;
        this.policy = rules.replies();
        this.partitions = rules.partitions();
        this.clock = clock;
    }

    Settlement completed(
            Taken taken, Progress progress, CallResult.Answer answer, ServedBy servedBy, List<Exclusion> passedOver) {
        InferenceReply reply = reply(taken.request(), progress, Outcome.COMPLETED)
                .setText(answer.text().isEmpty() ? null : answer.text())
                .setToolCalls(answer.toolCalls().isEmpty() ? null : answer.toolCalls())
                .setEmbeddings(answer.embeddings())
                .setFinishReason(answer.finishReason())
                .setServedBy(servedBy)
                .setUsage(answer.usage())
                .setPassedOver(passedOver.stream().map(Exclusion::toString).toList())
                .build();
        return settlement(taken, List.of(replyRecord(taken, reply)), () -> tooLarge(taken, progress));
    }

    /** Every other end of a request that could be read. */
    Settlement ended(Taken taken, Progress progress, Decision.Finish finish, List<Exclusion> exclusions) {
        ReplyError error = new ReplyError(
                finish.code().wire(),
                finish.outcome() == Outcome.FAILED ? inTheProvidersWords(finish, progress) : finish.message(),
                exclusions.stream().map(Exclusion::toString).toList());
        InferenceReply reply = reply(taken.request(), progress, finish.outcome())
                .setError(error)
                .setText(finish.outcome() == Outcome.FAILED ? progress.partialText() : null)
                .build();
        ProducerRecord<byte[], byte[]> record = replyRecord(taken, reply);
        return settlement(
                taken, isDead(reply) ? List.of(record, deadLetter(taken, reply)) : List.of(record), () -> reply);
    }

    private static String inTheProvidersWords(Decision.Finish finish, Progress progress) {
        return progress.lastWords(finish.code())
                .map(words -> finish.message() + ": " + words)
                .orElse(finish.message());
    }

    /** Whether it may be mended and replayed. */
    private static boolean isDead(InferenceReply reply) {
        return switch (reply.getOutcome()) {
            case FAILED, REJECTED -> true;
            case EXPIRED, CANCELLED, COMPLETED -> false;
        };
    }

    Settlement parked(Taken taken, Progress progress, Instant until, String reason) {
        ParkedRequest parked = new ParkedRequest(
                taken.request(),
                until,
                reason,
                clock.instant(),
                taken.timesParked() + 1,
                progress.attempts(),
                progress.costMicroUsd(),
                progress.isCostEstimated());
        Target target = new Target(Topics.REQUESTS_PARKED.name(), null);
        byte[] value = serdes.encode(Topics.REQUESTS_PARKED, parked);
        return settlement(
                taken,
                List.of(record(taken.record(), target, taken.request().getRequestId(), value)),
                () -> tooLarge(taken, progress));
    }

    /** The bytes are no request: they are kept as they are, and whoever reads the default reply topic is told. */
    Settlement undecodable(ConsumerRecord<byte[], byte[]> record, String reason) {
        String id = idOf(record);
        ReplyError error = new ReplyError(
                ErrorCode.REQUEST_UNDECODABLE.wire(),
                "the value at " + at(record) + " is not a request: " + reason,
                List.of());
        Instant now = clock.instant();
        InferenceReply reply = InferenceReply.newBuilder()
                .setRequestId(id)
                .setTenant("")
                .setRoute("")
                .setOutcome(Outcome.REJECTED)
                .setError(error)
                .setCostMicroUsd(0)
                .setAttempts(List.of())
                .setCreatedAt(Instant.ofEpochMilli(record.timestamp()))
                .setFinishedAt(now)
                .build();
        ByteBuffer raw = record.value() == null ? null : ByteBuffer.wrap(record.value());
        Target target = new Target(Topics.REPLIES.name(), null);
        var replyRecord = record(record, target, id, serdes.encode(Topics.REPLIES, reply));
        var letter = deadLetter(record, new DeadLetter(id, null, raw, reply, source(record), now, 0));
        return new Settlement(List.of(replyRecord, letter), () -> lastResort(record, target, reply));
    }

    private Settlement settlement(
            Taken taken, List<ProducerRecord<byte[], byte[]>> records, Supplier<InferenceReply> otherwise) {
        return new Settlement(records, () -> lastResort(taken.record(), target(taken.request()), otherwise.get()));
    }

    /** As large as it gets whatever the request holds: a few kilobytes. */
    private List<ProducerRecord<byte[], byte[]>> lastResort(
            ConsumerRecord<byte[], byte[]> source, Target target, InferenceReply whole) {
        InferenceReply reply = LastResort.of(whole, at(source));
        String id = reply.getRequestId();
        var replyRecord = record(source, target, id, serdes.encode(Topics.REPLIES, reply));
        DeadLetter letter =
                new DeadLetter(id, null, null, reply, source(source), clock.instant(), Replays.generation(reply));
        return isDead(reply) ? List.of(replyRecord, deadLetter(source, letter)) : List.of(replyRecord);
    }

    private InferenceReply tooLarge(Taken taken, Progress progress) {
        ReplyError error = new ReplyError(
                ErrorCode.BROKER_INTERNAL.wire(),
                "the outcome is larger than a topic takes (max.message.bytes)",
                List.of());
        return reply(taken.request(), progress, Outcome.FAILED).setError(error).build();
    }

    private InferenceReply.Builder reply(InferenceRequest request, Progress progress, Outcome outcome) {
        return InferenceReply.newBuilder()
                .setRequestId(request.getRequestId())
                .setTenant(request.getTenant())
                .setRoute(request.getRoute())
                .setJobId(request.getJobId())
                .setOutcome(outcome)
                .setCostMicroUsd(progress.costMicroUsd())
                .setCostEstimated(progress.isCostEstimated())
                .setAttempts(progress.attempts())
                .setCreatedAt(request.getCreatedAt())
                .setFinishedAt(clock.instant())
                .setAttributes(request.getAttributes())
                .setReplayOf(request.getReplayOf());
    }

    private ProducerRecord<byte[], byte[]> replyRecord(Taken taken, InferenceReply reply) {
        byte[] value = serdes.encode(Topics.REPLIES, reply);
        return record(taken.record(), target(taken.request()), reply.getRequestId(), value);
    }

    private record Target(String topic, @Nullable Integer partition) {}

    /** A reply never goes where its tenant may not have it, even where that is what is wrong with the request. */
    private Target target(InferenceRequest request) {
        ReplyTo wanted = request.getReplyTo();
        if (wanted == null || !policy.allowed(request.getTenant()).contains(wanted.getTopic())) {
            return new Target(policy.defaultTopic(request.getTenant()), null);
        }
        Integer partition = wanted.getPartition();
        boolean exists =
                partition != null && partition >= 0 && partition < partitions.getOrDefault(wanted.getTopic(), 0);
        return new Target(wanted.getTopic(), exists ? partition : null);
    }

    private ProducerRecord<byte[], byte[]> deadLetter(Taken taken, InferenceReply reply) {
        SourcePosition source = source(taken.record());
        return deadLetter(
                taken.record(),
                new DeadLetter(
                        reply.getRequestId(),
                        taken.request(),
                        null,
                        reply,
                        source,
                        clock.instant(),
                        Replays.generation(reply)));
    }

    private ProducerRecord<byte[], byte[]> deadLetter(ConsumerRecord<byte[], byte[]> source, DeadLetter letter) {
        Target target = new Target(Topics.DEAD_LETTERS.name(), null);
        return record(source, target, letter.getRequestId(), serdes.encode(Topics.DEAD_LETTERS, letter));
    }

    /** Whatever a request leaves behind belongs to its trace. */
    private static ProducerRecord<byte[], byte[]> record(
            ConsumerRecord<byte[], byte[]> source, Target target, String requestId, byte[] value) {
        byte[] key = requestId.getBytes(StandardCharsets.UTF_8);
        ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(target.topic(), target.partition(), key, value);
        for (String name : TRACE_HEADERS) {
            Header header = source.headers().lastHeader(name);
            if (header != null && isTrace(header)) {
                record.headers().add(header);
            }
        }
        return record;
    }

    private static boolean isTrace(Header header) {
        return header.value() == null || header.value().length <= LONGEST_TRACE_HEADER;
    }

    private static String idOf(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null || record.key().length == 0 || record.key().length > 200
                ? "undecodable-" + at(record)
                : new String(record.key(), StandardCharsets.UTF_8);
    }

    private static String at(ConsumerRecord<?, ?> record) {
        return record.topic() + "-" + record.partition() + "@" + record.offset();
    }

    private static SourcePosition source(ConsumerRecord<?, ?> record) {
        return new SourcePosition(record.topic(), record.partition(), record.offset());
    }
}
