package io.tieline.schemas;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.apache.avro.specific.SpecificRecord;

/**
 * The wire layout of one record type: magic byte 0, the 4 bytes of the schema's id, big-endian, then Avro's binary
 * encoding. No registry, no I/O. Thread-safe, and cheap on threads that live for one record: nothing is kept per thread.
 */
final class RecordCodec<V extends SpecificRecord> {
    static final int HEADER_BYTES = 5;
    static final byte MAGIC = 0;
    private static final int TYPICAL_BYTES = 1_024;

    private final Schema schema;
    private final SpecificData model;
    private final SpecificDatumWriter<V> writer;
    private final Map<Integer, SpecificDatumReader<V>> readersById = new ConcurrentHashMap<>();

    static {
        TrustedRecords.trust();
    }

    RecordCodec(Class<V> type) {
        this.model = SpecificData.getForClass(type);
        this.schema = model.getSchema(type);
        this.writer = new SpecificDatumWriter<>(schema, model);
    }

    /** The schema that this program was compiled with. */
    Schema schema() {
        return schema;
    }

    byte[] encode(int id, V value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(TYPICAL_BYTES);
        out.writeBytes(ByteBuffer.allocate(HEADER_BYTES).put(MAGIC).putInt(id).array());
        try {
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            writer.write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        return out.toByteArray();
    }

    /**
     * Reads a value that was written with {@code writerSchema}, whose id is {@code id}.
     *
     * @throws IOException if the bytes are no such value; so does any RuntimeException of Avro's
     */
    V decode(int id, Schema writerSchema, byte[] bytes) throws IOException {
        SpecificDatumReader<V> reader =
                readersById.computeIfAbsent(id, unused -> new SpecificDatumReader<>(writerSchema, schema, model));
        BinaryDecoder decoder =
                DecoderFactory.get().binaryDecoder(bytes, HEADER_BYTES, bytes.length - HEADER_BYTES, null);
        V value;
        try {
            value = reader.read(null, decoder);
        } catch (EOFException e) {
            throw new IOException("it ends too early", e);
        }
        if (!decoder.isEnd()) {
            throw new IOException("bytes are left over behind it");
        }
        return value;
    }
}
