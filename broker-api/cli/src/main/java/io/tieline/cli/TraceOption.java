package io.tieline.cli;

import io.tieline.schemas.AvroSerdes;
import io.tieline.trace.Trace;
import io.tieline.trace.TraceFile;
import io.tieline.trace.topics.TimeRange;
import io.tieline.trace.topics.TopicTrace;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Finds the requests that a question is about. */
final class TraceOption {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @Option(
            names = "--from",
            paramLabel = "RANGE|TRACE",
            description = "Requests of a time, read from the topics, such as"
                    + " 2026-11-25T10:00:00Z..2026-11-25T11:00:00Z, or 1h for the last hour; or a trace file.")
    private @Nullable String from;

    boolean isGiven() {
        return from != null;
    }

    /**
     * Reads them.
     *
     * @param config asked where Kafka and the registry are, if they are needed
     * @param err told what is left out
     * @throws IllegalArgumentException if there are none, or the file is no trace
     */
    Trace read(ConfigOption config, PrintWriter err) throws IOException {
        if (from == null) {
            throw new IllegalArgumentException("--from is missing, such as --from 1h or --from trace.jsonl");
        }
        Path file = Path.of(from);
        Optional<TimeRange> range = Files.exists(file) ? Optional.empty() : TimeRange.parse(from, Instant.now());
        Trace trace = range.isPresent() ? read(range.get(), config.read(), err) : TraceFile.read(file);
        if (trace.isEmpty()) {
            throw new IllegalArgumentException("--from is " + from + ", and there are no requests in it");
        }
        return trace;
    }

    private static Trace read(TimeRange range, TielineConfig config, PrintWriter err) {
        try (AvroSerdes serdes = AvroSerdes.connect(config.registry().url())) {
            serdes.warmUp(PATIENCE);
            TopicTrace.Read read = TopicTrace.read(config.kafka(), serdes, range);
            if (read.unreadable() > 0) {
                err.println(read.unreadable() + " records could not be read, and are left out");
            }
            return read.trace();
        }
    }
}
