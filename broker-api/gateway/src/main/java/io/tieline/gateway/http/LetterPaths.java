package io.tieline.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.own.OwnErrors;
import io.tieline.gateway.own.OwnLetters;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Json;
import io.tieline.gateway.words.Listing;
import io.tieline.gateway.words.Trouble;
import io.tieline.replay.select.DeadLetterStats;
import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Letters;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import io.tieline.schemas.avro.DeadLetter;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Requests that ended without an answer. Who looked at which is logged, with the name of the key. */
final class LetterPaths {
    private static final Logger AUDIT = LoggerFactory.getLogger("io.tieline.audit");
    private static final int LONGEST_PAGE = 1_000;
    private static final int USUAL_PAGE = 100;
    private static final int MOST_DEATHS = 20;
    private static final Comparator<DeadLetter> LAST_DIED =
            Comparator.comparingInt(DeadLetter::getGeneration).thenComparing(DeadLetter::getDeadAt);
    private static final Set<String> NAMES =
            Set.of("from", "to", "tenant", "route", "code", "endpoint", "job", "id", "text");

    private final Letters letters;
    private final Room room;
    private final InstantSource clock;

    /** What is shown of a letter: it may be megabytes long, and a list holds many. */
    private record Line(Instant deadAt, ObjectNode json) {}

    LetterPaths(HttpParts parts, Room room) {
        this.letters = parts.letters();
        this.room = room;
        this.clock = parts.clock();
    }

    List<Endpoint> endpoints() {
        return List.of(
                Endpoint.operate("GET", "/operate/dead-letters", this::list),
                Endpoint.operate("GET", "/operate/dead-letters/stats", this::stats),
                Endpoint.operate("GET", "/operate/dead-letters/{id}", this::one));
    }

    private Result list(Exchange exchange) {
        int limit = exchange.query("limit", LONGEST_PAGE, USUAL_PAGE);
        Selection selection = selection(exchange, "limit");
        audit(exchange, "lists dead letters", selection);
        PriorityQueue<Line> newest = new PriorityQueue<>(Comparator.comparing(Line::deadAt));
        long[] matched = new long[1];
        room.use(() -> {
            letters.select(selection, found -> {
                DeadLetter letter = Objects.requireNonNull(found.letter());
                matched[0]++;
                newest.add(new Line(letter.getDeadAt(), OwnLetters.line(letter)));
                if (newest.size() > limit) {
                    newest.remove();
                }
            });
            return newest;
        });
        List<ObjectNode> lines = newest.stream()
                .sorted(Comparator.comparing(Line::deadAt).reversed())
                .map(Line::json)
                .toList();
        return Result.json(Listing.of(lines, matched[0] > lines.size()).put("matched", matched[0]));
    }

    private Result stats(Exchange exchange) {
        Selection selection = selection(exchange, "");
        audit(exchange, "counts dead letters", selection);
        DeadLetterStats stats = room.use(() -> {
            DeadLetterStats counted = new DeadLetterStats();
            letters.select(selection, counted::add);
            return counted;
        });
        ObjectNode json = Json.object();
        json.set("data", OwnLetters.rows(stats));
        return Result.json(json.put("matched", stats.total()));
    }

    /** The last times that it died: it may have been run again, and each letter holds all of the request. */
    private Result one(Exchange exchange) {
        String id = exchange.parameter("id");
        Selection selection = new Selection(Source.DEAD_LETTERS, Filter.ids(Set.of(id)));
        audit(exchange, "reads a dead letter", selection);
        int[] matched = new int[1];
        PriorityQueue<DeadLetter> deaths = new PriorityQueue<>(LAST_DIED);
        room.use(() -> {
            letters.select(selection, found -> {
                matched[0]++;
                deaths.add(Objects.requireNonNull(found.letter()));
                if (deaths.size() > MOST_DEATHS) {
                    deaths.remove();
                }
            });
            return deaths;
        });
        if (deaths.isEmpty()) {
            throw new RefusedException(OwnErrors.INSTANCE.unknown("dead letter", id));
        }
        List<ObjectNode> lines =
                deaths.stream().sorted(LAST_DIED).map(OwnLetters::whole).toList();
        return Result.json(Listing.of(lines, matched[0] > lines.size()).put("matched", matched[0]));
    }

    private Selection selection(Exchange exchange, String other) {
        Set<String> unknown = new TreeSet<>(exchange.queryNames());
        unknown.removeAll(NAMES);
        unknown.remove(other);
        if (!unknown.isEmpty()) {
            throw refused(unknown + " is nothing to select by, allowed: " + new TreeSet<>(NAMES));
        }
        try {
            return OwnLetters.selection(exchange::queries, clock.instant());
        } catch (IllegalArgumentException e) {
            throw refused(String.valueOf(e.getMessage()));
        }
    }

    private static RefusedException refused(String message) {
        return new RefusedException(new ApiError(Trouble.INVALID, message, "request.invalid", null, null));
    }

    private static void audit(Exchange exchange, String what, Selection selection) {
        AUDIT.atInfo()
                .addKeyValue("key", exchange.caller().keyName())
                .addKeyValue("what", selection.toJson())
                .log("an operator " + what);
    }
}
