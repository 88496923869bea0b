package io.tieline.dispatcher.provider;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Writing and reading JSON. What is read was written by a stranger: depth, length and number of tokens are bounded. */
final class Json {
    /** Longest body, in bytes, that is ever read; what {@link HttpCallerConfig} allows is never more. */
    static final int MAX_BYTES = 64 * 1024 * 1024;

    private static final int MAX_DEPTH = 64;
    private static final int MAX_TOKENS = 1_000_000;
    private static final int MAX_NAME = 1_000;

    /** Buffers are pooled for all threads: a pool for each thread is worth nothing where every call has a thread. */
    private static final JsonMapper MAPPER = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxNestingDepth(MAX_DEPTH)
                            .maxDocumentLength(MAX_BYTES)
                            .maxStringLength(MAX_BYTES)
                            .maxTokenCount(MAX_TOKENS)
                            .maxNameLength(MAX_NAME)
                            .build())
                    .recyclerPool(JsonRecyclerPools.newConcurrentDequePool())
                    .build())
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private Json() {}

    /** Writes the fields of an object. */
    @FunctionalInterface
    interface Fields {
        void writeTo(JsonGenerator json) throws IOException;
    }

    /** What a body turned out to be. */
    sealed interface Body {
        /** A document; a {@link MissingNode} where nothing was there. */
        record Document(JsonNode root) implements Body {}

        /** The beginning of a document. */
        record Cut() implements Body {}

        /** Something else, or more than the bounds allow. */
        record Garbage() implements Body {}
    }

    static byte[] object(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            fields.writeTo(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("a request that can't be written as JSON", e);
        }
        return bytes.toByteArray();
    }

    static void strings(JsonGenerator json, String field, List<String> values) throws IOException {
        if (!values.isEmpty()) {
            json.writeArrayFieldStart(field);
            for (String value : values) {
                json.writeString(value);
            }
            json.writeEndArray();
        }
    }

    /** Writes JSON that a request brings along as text; it was found to be JSON when the request was checked. */
    static void raw(JsonGenerator json, String field, String text) throws IOException {
        json.writeFieldName(field);
        json.writeTree(tree(text));
    }

    /** Adds the fields of an object; of what is none, nothing. */
    static void fields(JsonGenerator json, JsonNode object) throws IOException {
        for (Map.Entry<String, JsonNode> field : object.properties()) {
            json.writeFieldName(field.getKey());
            json.writeTree(field.getValue());
        }
    }

    /** What is in a buffer, which stays as it is. */
    static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }

    /**
     * Reads what was found to be JSON before.
     *
     * @throws IllegalStateException if it is none
     */
    static JsonNode tree(String text) {
        if (read(text.getBytes(StandardCharsets.UTF_8)) instanceof Body.Document(JsonNode root)) {
            return root;
        }
        throw new IllegalStateException("what is no JSON passed the rules");
    }

    /** Reads a body. Jackson's own messages quote what they read, so they stay here. */
    static Body read(byte[] bytes) {
        try {
            return new Body.Document(MAPPER.readTree(bytes));
        } catch (JsonProcessingException e) {
            // Its own class for an early end isn't thrown in all places, such as after a comma.
            boolean atTheEnd = e.getLocation() != null && e.getLocation().getByteOffset() >= bytes.length;
            return e instanceof JsonEOFException || atTheEnd ? new Body.Cut() : new Body.Garbage();
        } catch (IOException _) {
            // Not UTF-8, for one.
            return new Body.Garbage();
        }
    }
}
