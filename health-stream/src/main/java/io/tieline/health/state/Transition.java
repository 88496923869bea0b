package io.tieline.health.state;

import io.tieline.schemas.avro.HealthState;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Optional;

/**
 * A change of what is believed of an endpoint.
 *
 * @param reasonCode {@code ok}, or the error code that most of the evidence carries
 * @param reason the same in words
 */
public record Transition(
        String endpointId, HealthState from, HealthState to, Instant at, String reasonCode, String reason) {
    /**
     * Keys sort by endpoint, then by time, then by the order of what happened within a millisecond. No other endpoint's
     * keys come in between: no name begins with a '#'.
     *
     * @param epoch of the endpoint's health after the change
     */
    public String key(long epoch) {
        return "%s#%019d#%019d".formatted(endpointId, at.toEpochMilli(), epoch);
    }

    public byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeUTF(endpointId);
            out.writeUTF(from.name());
            out.writeUTF(to.name());
            Fields.writeInstant(at, out);
            out.writeUTF(reasonCode);
            out.writeUTF(reason);
        } catch (IOException e) {
            throw new UncheckedIOException("An array in memory can't fail to be written", e);
        }
        return bytes.toByteArray();
    }

    /** Empty where the bytes are of another version. */
    public static Optional<Transition> decode(byte[] bytes) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            return Optional.of(new Transition(
                    in.readUTF(),
                    HealthState.valueOf(in.readUTF()),
                    HealthState.valueOf(in.readUTF()),
                    Fields.readInstant(in),
                    in.readUTF(),
                    in.readUTF()));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
