package io.tieline.health.stream;

import io.tieline.schemas.Decoded;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.UnreadableRecord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Serdes;

/** Avro bytes without a registry, and a registry that can be away all the same. */
final class PlainAvro {
    private boolean away;

    void setAway(boolean away) {
        this.away = away;
    }

    HealthCodecs codecs() {
        return new HealthCodecs(
                bytes -> decode(Attempt.getDecoder(), bytes),
                bytes -> decode(ProbeClaim.getDecoder(), bytes),
                health -> encodeUnlessAway(ProviderHealth.getEncoder(), health),
                letter -> encodeUnlessAway(UnreadableRecord.getEncoder(), letter));
    }

    SpendCodecs spendCodecs() {
        return new SpendCodecs(
                bytes -> decode(Attempt.getDecoder(), bytes),
                Serdes.serdeFrom(
                        (_, spend) -> spend == null ? null : encode(Spend.getEncoder(), spend),
                        (_, bytes) ->
                                bytes == null ? null : value(decode(Spend.getDecoder(), ByteBuffer.wrap(bytes)))));
    }

    static byte[] bytes(Attempt attempt) {
        return encode(Attempt.getEncoder(), attempt);
    }

    static byte[] bytes(ProbeClaim claim) {
        return encode(ProbeClaim.getEncoder(), claim);
    }

    static ProviderHealth health(byte[] bytes) {
        return value(decode(ProviderHealth.getDecoder(), ByteBuffer.wrap(bytes)));
    }

    static UnreadableRecord letter(byte[] bytes) {
        return value(decode(UnreadableRecord.getDecoder(), ByteBuffer.wrap(bytes)));
    }

    private <V extends SpecificRecord> Decoded<V> decode(BinaryMessageDecoder<V> decoder, byte[] bytes) {
        if (away) {
            return new Decoded.RegistryAway<>("the registry is away");
        }
        return bytes == null
                ? new Decoded.Undecodable<>("the record has no value")
                : decode(decoder, ByteBuffer.wrap(bytes));
    }

    private static <V extends SpecificRecord> Decoded<V> decode(BinaryMessageDecoder<V> decoder, ByteBuffer bytes) {
        try {
            return new Decoded.Value<>(decoder.decode(bytes));
        } catch (IOException | RuntimeException e) {
            return new Decoded.Undecodable<>(e.toString());
        }
    }

    private static <V extends SpecificRecord> V value(Decoded<V> decoded) {
        if (decoded instanceof Decoded.Value<V>(V value)) {
            return value;
        }
        throw new AssertionError("the job wrote what can't be read: " + decoded);
    }

    private <V extends SpecificRecord> byte[] encodeUnlessAway(BinaryMessageEncoder<V> encoder, V value) {
        if (away) {
            throw new IllegalStateException("the registry is away");
        }
        return encode(encoder, value);
    }

    private static <V extends SpecificRecord> byte[] encode(BinaryMessageEncoder<V> encoder, V value) {
        try {
            ByteBuffer buffer = encoder.encode(value);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory can't fail to be written", e);
        }
    }
}
