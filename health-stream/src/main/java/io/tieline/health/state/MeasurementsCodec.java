package io.tieline.health.state;

import io.tieline.health.measure.LatencyHistogram;
import io.tieline.health.measure.Measurements;
import io.tieline.health.measure.Ring;
import io.tieline.health.measure.Tally;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;

/** The bytes of {@link Measurements}. */
final class MeasurementsCodec {
    private MeasurementsCodec() {}

    static void write(Measurements measurements, Instant now, DataOutputStream out) throws IOException {
        write(measurements.fine(), now, out);
        write(measurements.coarse(), now, out);
    }

    static Measurements read(DataInputStream in) throws IOException {
        Measurements measurements = new Measurements();
        readInto(measurements.fine(), in);
        readInto(measurements.coarse(), in);
        return measurements;
    }

    private static void write(Ring ring, Instant now, DataOutputStream out) throws IOException {
        Map<Long, Tally> live = ring.live(now);
        out.writeByte(live.size());
        for (Map.Entry<Long, Tally> span : live.entrySet()) {
            out.writeLong(span.getKey());
            write(span.getValue(), out);
        }
    }

    private static void readInto(Ring ring, DataInputStream in) throws IOException {
        for (int left = in.readUnsignedByte(); left > 0; left--) {
            long number = in.readLong();
            ring.restore(number, readTally(in));
        }
    }

    private static void write(Tally tally, DataOutputStream out) throws IOException {
        out.writeLong(tally.attempts());
        out.writeLong(tally.outputTokens());
        out.writeLong(tally.generatingMillis());
        out.writeLong(tally.costMicroUsd());
        Fields.writeCounts(tally.failures(), out);
        LatencyHistogram latencies = tally.latencies();
        int[] filled = latencies.filledBuckets();
        out.writeShort(filled.length);
        for (int bucket : filled) {
            out.writeShort(bucket);
            out.writeInt(latencies.count(bucket));
        }
    }

    private static Tally readTally(DataInputStream in) throws IOException {
        Tally tally = Tally.restored(in.readLong(), in.readLong(), in.readLong(), in.readLong(), Fields.readCounts(in));
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            tally.latencies().add(in.readUnsignedShort(), in.readInt());
        }
        return tally;
    }
}
