package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ParkedRequest;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads the records of one lane. */
@FunctionalInterface
public interface RecordReader extends Function<ConsumerRecord<byte[], byte[]>, Reading> {
    /** For lanes of requests. */
    static RecordReader requests(AvroSerdes serdes, Topic<InferenceRequest> lane) {
        return reader(serdes, lane, Taken::fresh);
    }

    /** For the topic of parked requests. */
    static RecordReader parked(AvroSerdes serdes, Topic<ParkedRequest> lane) {
        return reader(serdes, lane, Taken::parked);
    }

    private static <V extends SpecificRecord> RecordReader reader(
            AvroSerdes serdes, Topic<V> lane, BiFunction<ConsumerRecord<byte[], byte[]>, V, Taken> taken) {
        return record -> switch (serdes.decode(lane, record.value())) {
            case Decoded.Value<V>(V value) -> new Reading.Request(taken.apply(record, value));
            case Decoded.Undecodable<V>(String reason) -> new Reading.Unreadable(reason);
            case Decoded.RegistryAway<V>(String reason) -> new Reading.Unknown(reason);
        };
    }
}
