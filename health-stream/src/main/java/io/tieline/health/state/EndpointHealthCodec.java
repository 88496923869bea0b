package io.tieline.health.state;

import io.tieline.health.judge.Judge;
import io.tieline.health.judge.JudgeSettings;
import io.tieline.health.measure.Measurements;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * The bytes of an {@link EndpointHealth} in the state store: a version, then the fields in order; of the rings only what
 * still counts, of a histogram only the buckets that are not empty. A busy endpoint takes a few kilobytes.
 */
public final class EndpointHealthCodec {
    private static final byte VERSION = 3;

    private EndpointHealthCodec() {}

    public static byte[] encode(EndpointHealth health, Instant now) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(1024);
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(VERSION);
            EndpointId id = health.id();
            out.writeUTF(id.name());
            out.writeUTF(id.provider());
            out.writeUTF(id.model());
            Fields.writeAll(id.failureDomains(), out);
            Fields.writeInstant(health.lastSeen(), out);
            JudgeCodec.write(health.judge(), out);
            MeasurementsCodec.write(health.measurements(), now, out);
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory can't fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /** Empty where the bytes are of another version or broken: the endpoint is then measured anew. */
    public static Optional<EndpointHealth> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            if (in.readByte() != VERSION) {
                return Optional.empty();
            }
            EndpointId id = new EndpointId(in.readUTF(), in.readUTF(), in.readUTF(), Fields.readSet(in));
            Instant lastSeen = Fields.readInstant(in);
            Judge judge = JudgeCodec.read(id.name(), JudgeSettings.DEFAULTS, in);
            Measurements measurements = MeasurementsCodec.read(in);
            return Optional.of(new EndpointHealth(id, judge, measurements, lastSeen));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException _) {
            return Optional.empty();
        }
    }
}
