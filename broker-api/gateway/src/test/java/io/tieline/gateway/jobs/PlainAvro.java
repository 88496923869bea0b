package io.tieline.gateway.jobs;

import io.tieline.schemas.Decoded;
import io.tieline.schemas.Topic;
import io.tieline.schemas.avro.Job;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/** Avro bytes without a registry, and a fault that can be put into it. */
final class PlainAvro implements RecordBytes {
    private final String jobId;
    private final long lastCompleted;
    private volatile boolean broken;

    PlainAvro() {
        this("", Long.MAX_VALUE);
    }

    private PlainAvro(String jobId, long lastCompleted) {
        this.jobId = jobId;
        this.lastCompleted = lastCompleted;
    }

    /** Breaks down where one more answer of the job than so many is to be counted: nothing can be read or written then. */
    static PlainAvro untilCounted(String jobId, long lastCompleted) {
        return new PlainAvro(jobId, lastCompleted);
    }

    boolean isBroken() {
        return broken;
    }

    @Override
    public <V extends SpecificRecord> byte[] encode(Topic<V> topic, V value) {
        if (value instanceof Job job && job.getJobId().equals(jobId) && job.getCompleted() > lastCompleted) {
            broken = true;
        }
        check();
        try {
            SpecificData data = SpecificData.getForClass(topic.valueType());
            ByteBuffer buffer = new BinaryMessageEncoder<V>(data, value.getSchema()).encode(value);
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            return bytes;
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory can't fail to be written", e);
        }
    }

    @Override
    public <V extends SpecificRecord> Decoded<V> decode(Topic<V> topic, byte @Nullable [] bytes) {
        check();
        if (bytes == null) {
            return new Decoded.Undecodable<>("the record has no value");
        }
        try {
            SpecificData data = SpecificData.getForClass(topic.valueType());
            return new Decoded.Value<>(
                    new BinaryMessageDecoder<V>(data, data.getSchema(topic.valueType())).decode(bytes));
        } catch (IOException | RuntimeException e) {
            return new Decoded.Undecodable<>(e.toString());
        }
    }

    private void check() {
        if (broken) {
            throw new IllegalStateException("this gateway is broken");
        }
    }
}
