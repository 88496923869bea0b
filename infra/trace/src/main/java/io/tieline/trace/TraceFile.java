package io.tieline.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** Traces as files of JSON lines: a head, then a request on each line. {@code docs/what-if.md} describes the format. */
public final class TraceFile {
    private static final int VERSION = 1;

    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(MapperFeature.ACCEPT_CASE_INSENSITIVE_ENUMS)
            .build();

    private static final ObjectReader LINES = JSON.readerFor(TraceLine.class);
    private static final ObjectWriter WRITER = JSON.writer();

    private TraceFile() {}

    /** The first line. */
    record Head(int tielineTrace, int workers) {}

    /** Writes it; the same bytes for the same trace. */
    public static void write(Trace trace, Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write(WRITER.writeValueAsString(new Head(VERSION, trace.workers())));
            out.write('\n');
            for (TracedRequest request : trace.requests()) {
                out.write(WRITER.writeValueAsString(TraceLine.of(request)));
                out.write('\n');
            }
        }
    }

    /**
     * Reads one.
     *
     * @throws IllegalArgumentException if it isn't a trace; the message names line, field and what is allowed
     * @throws IOException if it can't be read
     */
    public static Trace read(Path file) throws IOException {
        try (BufferedReader in = Files.newBufferedReader(file)) {
            return new Reading(file).read(in);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": this is no text in UTF-8", e);
        }
    }

    /** One file while it is read. */
    private static final class Reading {
        private final Path file;
        private final Map<String, String> names = new HashMap<>();
        private final Set<String> ids = new HashSet<>();
        private int line;

        Reading(Path file) {
            this.file = file;
        }

        Trace read(BufferedReader in) throws IOException {
            int workers = workers(in.readLine());
            List<TracedRequest> requests = new ArrayList<>();
            for (String text = in.readLine(); text != null; text = in.readLine()) {
                line++;
                if (!text.isBlank()) {
                    requests.add(request(text));
                }
            }
            return new Trace(requests, workers);
        }

        private int workers(String text) {
            line = 1;
            String wanted = "the first line is not {\"tielineTrace\":1,\"workers\":1}, with the number of dispatchers";
            if (text == null) {
                throw new IllegalArgumentException(file + ": is empty; " + wanted);
            }
            try {
                Head head = JSON.readValue(text, Head.class);
                if (head.tielineTrace() == VERSION && head.workers() > 0) {
                    return head.workers();
                }
            } catch (JsonProcessingException _) {
                // Told below.
            }
            throw bad(wanted);
        }

        private TracedRequest request(String text) {
            try {
                TraceLine read = LINES.readValue(text);
                TracedRequest request = read.request(name -> names.computeIfAbsent(name, same -> same));
                if (!ids.add(request.id())) {
                    throw bad("id '" + request.id() + "' is there twice");
                }
                return request;
            } catch (UnrecognizedPropertyException e) {
                throw bad("'" + e.getPropertyName() + "' is an unknown field, allowed: "
                        + e.getKnownPropertyIds().stream()
                                .map(String::valueOf)
                                .sorted()
                                .collect(Collectors.joining(", ")));
            } catch (JsonProcessingException e) {
                throw bad(e.getOriginalMessage());
            } catch (IllegalArgumentException e) {
                throw bad(String.valueOf(e.getMessage()));
            }
        }

        private IllegalArgumentException bad(String what) {
            String prefix = file + ":" + line + ": ";
            return new IllegalArgumentException(what.startsWith(prefix) ? what : prefix + what);
        }
    }
}
