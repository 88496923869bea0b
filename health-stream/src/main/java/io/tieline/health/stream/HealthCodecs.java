package io.tieline.health.stream;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.UnreadableRecord;
import java.util.function.Function;

/**
 * How values are read and written. The topology moves bytes, so that no value can stop the stream.
 *
 * @param health throws where the record can't be encoded now, as does {@code unreadable}
 */
public record HealthCodecs(
        Function<byte[], Decoded<Attempt>> attempts,
        Function<byte[], Decoded<ProbeClaim>> claims,
        Function<ProviderHealth, byte[]> health,
        Function<UnreadableRecord, byte[]> unreadable) {

    public static HealthCodecs of(AvroSerdes serdes) {
        return new HealthCodecs(
                bytes -> serdes.decode(Topics.ATTEMPTS, bytes),
                bytes -> serdes.decode(Topics.PROBE_CLAIMS, bytes),
                health -> serdes.encode(Topics.PROVIDER_HEALTH, health),
                letter -> serdes.encode(Topics.ATTEMPTS_DEAD_LETTERS, letter));
    }
}
