package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.avro.AttemptSummary;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ParkedRequest;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A request as it was taken from its topic.
 *
 * @param record the record that held it
 * @param requestBytes size of the request as its caller wrote it; 0 where it was parked, and had been judged before
 * @param notBefore when its work may begin; in the past for a request that was not parked
 * @param earlier calls made before it was parked
 * @param costMicroUsd cost of these
 * @param costEstimated whether a part of it rests on estimated tokens
 */
record Taken(
        ConsumerRecord<byte[], byte[]> record,
        InferenceRequest request,
        int requestBytes,
        Instant notBefore,
        int timesParked,
        List<AttemptSummary> earlier,
        long costMicroUsd,
        boolean costEstimated) {

    static Taken fresh(ConsumerRecord<byte[], byte[]> record, InferenceRequest request) {
        return new Taken(record, request, record.serializedValueSize(), Instant.MIN, 0, List.of(), 0, false);
    }

    static Taken parked(ConsumerRecord<byte[], byte[]> record, ParkedRequest parked) {
        return new Taken(
                record,
                parked.getRequest(),
                0,
                parked.getNotBefore(),
                parked.getTimesParked(),
                parked.getAttempts(),
                parked.getCostMicroUsd(),
                parked.getCostEstimated());
    }
}
