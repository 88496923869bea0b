package io.tieline.health;

import io.tieline.schemas.Decoded;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.ProviderHealth;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;

/** Plain Avro bytes without a registry. */
final class Avro {
    static {
        System.setProperty("org.apache.avro.SERIALIZABLE_PACKAGES", "io.tieline.schemas.avro");
    }

    private Avro() {}

    static Attempt attempt(String endpointId, String code, Instant endedAt, Duration latency) {
        return Attempt.newBuilder()
                .setAttemptId("a-1")
                .setRequestId("r-1")
                .setTenant("t")
                .setRoute("summarize")
                .setNumber(1)
                .setEndpointId(endpointId)
                .setProvider("acme")
                .setModel("large")
                .setWorkerId("w-1")
                .setStartedAt(endedAt.minus(latency))
                .setEndedAt(endedAt)
                .setCode(code)
                .setCostMicroUsd(0)
                .build();
    }

    static byte[] bytes(Attempt attempt) throws IOException {
        return Attempt.getEncoder().encode(attempt).array();
    }

    static Decoded<Attempt> attempt(byte[] bytes) {
        try {
            return new Decoded.Value<>(Attempt.fromByteBuffer(ByteBuffer.wrap(bytes)));
        } catch (IOException | RuntimeException e) {
            return new Decoded.Undecodable<>(e.toString());
        }
    }

    static ProviderHealth health(byte[] bytes) throws IOException {
        return ProviderHealth.fromByteBuffer(ByteBuffer.wrap(bytes));
    }
}
