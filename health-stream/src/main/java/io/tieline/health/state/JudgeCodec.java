package io.tieline.health.state;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Detector;
import io.tieline.health.judge.Evidence;
import io.tieline.health.judge.Grant;
import io.tieline.health.judge.Judge;
import io.tieline.health.judge.JudgeSettings;
import io.tieline.health.judge.Reason;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** The bytes of a {@link Judge}. All times are absolute, so a restart resumes where the judge stood. */
final class JudgeCodec {
    private static final byte HEALTHY = 0;
    private static final byte SUSPECT = 1;
    private static final byte DOWN = 2;
    private static final byte PROBING = 3;
    private static final byte RECOVERING = 4;

    private JudgeCodec() {}

    static void write(Judge judge, DataOutputStream out) throws IOException {
        writeCondition(judge.condition(), out);
        writeDetector(judge.detector(), out);
        out.writeInt(judge.relapses());
        out.writeLong(judge.countsFrom());
        Map<String, Instant> workers = judge.workers();
        out.writeShort(workers.size());
        for (Map.Entry<String, Instant> worker : workers.entrySet()) {
            out.writeUTF(worker.getKey());
            Fields.writeInstant(worker.getValue(), out);
        }
    }

    static Judge read(String endpointId, JudgeSettings settings, DataInputStream in) throws IOException {
        Condition condition = readCondition(in);
        if (condition instanceof Condition.Recovering recovering
                && recovering.step() >= settings.ramp().size()) {
            throw new IllegalArgumentException("the ramp has no step " + recovering.step());
        }
        Detector detector = readDetector(settings, in);
        int relapses = in.readInt();
        long countsFrom = in.readLong();
        Map<String, Instant> workers = new TreeMap<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            workers.put(in.readUTF(), Fields.readInstant(in));
        }
        return Judge.restored(endpointId, settings, condition, detector, relapses, countsFrom, workers);
    }

    private static void writeCondition(Condition condition, DataOutputStream out) throws IOException {
        out.writeByte(
                switch (condition) {
                    case Condition.Healthy _ -> HEALTHY;
                    case Condition.Suspect _ -> SUSPECT;
                    case Condition.Down _ -> DOWN;
                    case Condition.Probing _ -> PROBING;
                    case Condition.Recovering _ -> RECOVERING;
                });
        out.writeLong(condition.epoch());
        Fields.writeInstant(condition.since(), out);
        out.writeUTF(condition.reason().code());
        out.writeUTF(condition.reason().words());
        switch (condition) {
            case Condition.Healthy _, Condition.Suspect _ -> {}
            case Condition.Down down -> {
                Fields.writeInstant(down.outSince(), out);
                Fields.writeInstant(down.until(), out);
            }
            case Condition.Probing probing -> {
                Fields.writeInstant(probing.outSince(), out);
                out.writeInt(probing.successes());
                out.writeUTF(probing.grant().map(Grant::workerId).orElse(""));
                Fields.writeInstant(probing.grant().map(Grant::until).orElse(Instant.EPOCH), out);
            }
            case Condition.Recovering recovering -> {
                out.writeInt(recovering.step());
                Fields.writeInstant(recovering.stepSince(), out);
                out.writeInt(recovering.stepSuccesses());
            }
        }
    }

    private static Condition readCondition(DataInputStream in) throws IOException {
        byte kind = in.readByte();
        long epoch = in.readLong();
        Instant since = Fields.readInstant(in);
        Reason reason = new Reason(in.readUTF(), in.readUTF());
        return switch (kind) {
            case HEALTHY -> new Condition.Healthy(epoch, since, reason);
            case SUSPECT -> new Condition.Suspect(epoch, since, reason);
            case DOWN -> new Condition.Down(epoch, since, reason, Fields.readInstant(in), Fields.readInstant(in));
            case PROBING ->
                new Condition.Probing(epoch, since, reason, Fields.readInstant(in), in.readInt(), readGrant(in));
            case RECOVERING ->
                new Condition.Recovering(epoch, since, reason, in.readInt(), Fields.readInstant(in), in.readInt());
            default -> throw new IllegalArgumentException("no condition has the number " + kind);
        };
    }

    private static Optional<Grant> readGrant(DataInputStream in) throws IOException {
        String workerId = in.readUTF();
        Instant until = Fields.readInstant(in);
        return workerId.isEmpty() ? Optional.empty() : Optional.of(new Grant(workerId, until));
    }

    private static void writeDetector(Detector detector, DataOutputStream out) throws IOException {
        out.writeDouble(detector.score());
        out.writeDouble(detector.usualRate());
        out.writeBoolean(detector.evidence().isPresent());
        if (detector.evidence().isPresent()) {
            Evidence run = detector.evidence().get();
            Fields.writeInstant(run.start(), out);
            Fields.writeInstant(run.lastFailure(), out);
            out.writeLong(run.attempts());
            out.writeLong(run.distinctRequests());
            Fields.writeCounts(run.failures(), out);
            Fields.writeAll(run.requests(), out);
            Fields.writeAll(run.workers(), out);
        }
    }

    private static Detector readDetector(JudgeSettings settings, DataInputStream in) throws IOException {
        double score = in.readDouble();
        double usualRate = in.readDouble();
        Optional<Evidence> evidence = in.readBoolean()
                ? Optional.of(Evidence.restored(
                        Fields.readInstant(in),
                        Fields.readInstant(in),
                        in.readLong(),
                        in.readLong(),
                        Fields.readCounts(in),
                        Fields.readSet(in),
                        Fields.readSet(in)))
                : Optional.empty();
        return Detector.restored(settings, score, usualRate, evidence);
    }
}
