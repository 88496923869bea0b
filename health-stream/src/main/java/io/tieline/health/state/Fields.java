package io.tieline.health.state;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Fields of stored state that several parts of it have. */
final class Fields {
    private Fields() {}

    static void writeInstant(Instant instant, DataOutputStream out) throws IOException {
        out.writeLong(instant.toEpochMilli());
    }

    static Instant readInstant(DataInputStream in) throws IOException {
        return Instant.ofEpochMilli(in.readLong());
    }

    static void writeAll(Collection<String> words, DataOutputStream out) throws IOException {
        out.writeShort(words.size());
        for (String word : words) {
            out.writeUTF(word);
        }
    }

    /** In the order in which they were written. */
    static Set<String> readSet(DataInputStream in) throws IOException {
        Set<String> words = new LinkedHashSet<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            words.add(in.readUTF());
        }
        return words;
    }

    static void writeCounts(Map<String, Long> counts, DataOutputStream out) throws IOException {
        out.writeShort(counts.size());
        for (Map.Entry<String, Long> count : counts.entrySet()) {
            out.writeUTF(count.getKey());
            out.writeLong(count.getValue());
        }
    }

    static Map<String, Long> readCounts(DataInputStream in) throws IOException {
        Map<String, Long> counts = new TreeMap<>();
        for (int left = in.readUnsignedShort(); left > 0; left--) {
            counts.put(in.readUTF(), in.readLong());
        }
        return counts;
    }
}
