package io.tieline.systemtests.rig;

import io.tieline.systemtests.backend.Backend;
import io.tieline.testing.history.Event;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** A word that stands in every prompt, and must never be found in a log. */
final class Canaries {
    private static final String BY = "search";

    private final Backend backend;
    private final String text = "canary-" + UUID.randomUUID();
    private final Map<Path, Long> begins = new HashMap<>();

    Canaries(Backend backend) throws IOException {
        this.backend = backend;
        for (Path log : backend.logs()) {
            begins.put(log, Files.exists(log) ? Files.size(log) : 0L);
        }
    }

    String text() {
        return text;
    }

    void search(Consumer<Event> events) throws IOException {
        for (Path log : backend.logs()) {
            if (Files.exists(log)) {
                search(log, events);
            }
        }
    }

    private void search(Path log, Consumer<Event> events) throws IOException {
        long bytes = 0;
        try (BufferedReader lines = Files.newBufferedReader(log, StandardCharsets.ISO_8859_1)) {
            lines.skip(begins.getOrDefault(log, 0L));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                bytes += line.length() + 1L;
                if (line.contains(text)) {
                    events.accept(new Event.Canary(Instant.now(), BY, text, log + ": " + line));
                }
            }
        }
        events.accept(new Event.Searched(Instant.now(), BY, log.toString(), bytes));
    }
}
