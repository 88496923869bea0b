package io.tieline.health.stream;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Spend;
import java.util.function.Function;
import org.apache.kafka.common.serialization.Serde;

/**
 * How attempts are read and sums written. The store and the topics between hold the same bytes as the topic of sums, so a
 * change of the schema is the registry's business in all of them.
 */
public record SpendCodecs(Function<byte[], Decoded<Attempt>> attempts, Serde<Spend> spend) {
    public static SpendCodecs of(AvroSerdes serdes) {
        return new SpendCodecs(bytes -> serdes.decode(Topics.ATTEMPTS, bytes), serdes.serde(Topics.SPEND));
    }
}
