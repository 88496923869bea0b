package io.tieline.dispatcher.dispatch;

import io.tieline.dispatcher.TestClock;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Role;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;

/** Requests as they come from a topic. */
final class Requests {
    static final String TRACE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private Requests() {}

    /** A request that can be served, with an hour's time. */
    static InferenceRequest.Builder request() {
        return InferenceRequest.newBuilder()
                .setRequestId("r-1")
                .setTenant("acme")
                .setRoute("summarize")
                .setMessages(List.of(Messages.text(Role.USER, "Please summarise.")))
                .setCreatedAt(TestClock.START)
                .setDeadline(TestClock.START.plusSeconds(3600))
                .setAttributes(Map.of("team", "search"));
    }

    /** The record at offset 7 of partition 2 of {@code lane}, traced. */
    static ConsumerRecord<byte[], byte[]> record(@Nullable String key, byte @Nullable [] value) {
        RecordHeaders headers = new RecordHeaders();
        headers.add("traceparent", "an older one".getBytes(StandardCharsets.UTF_8));
        headers.add("traceparent", TRACE.getBytes(StandardCharsets.UTF_8));
        headers.add("tracestate", "acme=1".getBytes(StandardCharsets.UTF_8));
        headers.add("internal", "not for replies".getBytes(StandardCharsets.UTF_8));
        byte[] keyBytes = key == null ? null : key.getBytes(StandardCharsets.UTF_8);
        return new ConsumerRecord<>(
                "lane",
                2,
                7,
                Instant.EPOCH.toEpochMilli(),
                TimestampType.CREATE_TIME,
                keyBytes == null ? -1 : keyBytes.length,
                value == null ? -1 : value.length,
                keyBytes,
                value,
                headers,
                Optional.empty());
    }

    static Taken fresh(InferenceRequest request) {
        return Taken.fresh(record(request.getRequestId(), new byte[] {1}), request);
    }
}
