package io.tieline.health;

import io.tieline.health.EndpointWindow.Bucket;
import io.tieline.schemas.avro.HealthState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The bytes of an {@link EndpointHealth} in the state store: a version, then the fields in order; of the ring only what
 * still counts, of a histogram only the buckets that are not empty. A busy endpoint takes a few kilobytes.
 */
final class EndpointHealthCodec {
    private static final byte VERSION = 1;

    private EndpointHealthCodec() {}

    static byte[] encode(EndpointHealth health, Instant now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            out.writeUTF(health.provider());
            out.writeUTF(health.model());
            writeVerdict(health.verdict(), out);
            List<Bucket> live = health.window().liveBuckets(now);
            out.writeByte(live.size());
            for (Bucket bucket : live) {
                writeBucket(bucket, out);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory can't fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /** Empty where the bytes are of another version or broken: the endpoint is then measured anew. */
    static Optional<EndpointHealth> decode(String endpointId, byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            String provider = in.readUTF();
            String model = in.readUTF();
            Verdict verdict = readVerdict(in);
            EndpointWindow window = new EndpointWindow();
            for (int left = in.readUnsignedByte(); left > 0; left--) {
                readBucket(window, in);
            }
            return Optional.of(new EndpointHealth(endpointId, provider, model, verdict, window));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }

    private static void writeVerdict(Verdict verdict, DataOutputStream out) throws IOException {
        out.writeUTF(verdict.state().name());
        out.writeLong(verdict.since().toEpochMilli());
        out.writeLong(verdict.epoch());
        out.writeUTF(verdict.reason());
    }

    private static Verdict readVerdict(DataInputStream in) throws IOException {
        return new Verdict(
                HealthState.valueOf(in.readUTF()), Instant.ofEpochMilli(in.readLong()), in.readLong(), in.readUTF());
    }

    private static void writeBucket(Bucket bucket, DataOutputStream out) throws IOException {
        out.writeLong(bucket.number);
        out.writeInt(bucket.attempts);
        out.writeShort(bucket.failures.size());
        for (Map.Entry<String, Integer> failure : bucket.failures.entrySet()) {
            out.writeUTF(failure.getKey());
            out.writeInt(failure.getValue());
        }
        int[] filled = bucket.latencies.filledBuckets();
        out.writeShort(filled.length);
        for (int index : filled) {
            out.writeShort(index);
            out.writeInt(bucket.latencies.count(index));
        }
    }

    private static void readBucket(EndpointWindow window, DataInputStream in) throws IOException {
        Bucket bucket = window.bucket(in.readLong());
        bucket.attempts = in.readInt();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            bucket.failures.put(in.readUTF(), in.readInt());
        }
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            bucket.latencies.add(in.readUnsignedShort(), in.readInt());
        }
    }
}
