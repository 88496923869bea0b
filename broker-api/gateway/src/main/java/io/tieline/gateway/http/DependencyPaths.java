package io.tieline.gateway.http;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.gateway.own.OwnTimes;
import io.tieline.gateway.words.ApiError;
import io.tieline.gateway.words.Trouble;
import io.tieline.routing.Catalogue;
import io.tieline.trace.dependency.DependencyIndex;
import io.tieline.trace.topics.TimeRange;
import io.tieline.trace.topics.TopicTrace;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** How much depends on whom: by what was asked in a time, or by the catalogue alone. */
final class DependencyPaths {
    /** As long as topics keep what became of requests. */
    private static final Duration LONGEST = Duration.ofDays(7);

    private static final List<String> NAMES = List.of("from", "to");

    private final Supplier<Catalogue> catalogue;
    private final Function<TimeRange, TopicTrace.Read> traffic;
    private final Room room;
    private final InstantSource clock;

    DependencyPaths(HttpParts parts, Room room) {
        this.catalogue = parts.catalogue();
        this.traffic = parts.traffic();
        this.room = room;
        this.clock = parts.clock();
    }

    List<Endpoint> endpoints() {
        return List.of(Endpoint.operate("GET", "/operate/dependency", this::index));
    }

    private Result index(Exchange exchange) {
        try {
            requireKnown(exchange.queryNames());
            TimeRange range = range(exchange.queries("from"), exchange.queries("to"));
            return Result.json(
                    range == null ? DependencyIndex.of(catalogue.get()).toJson() : room.use(() -> ofTraffic(range)));
        } catch (IllegalArgumentException e) {
            throw new RefusedException(
                    new ApiError(Trouble.INVALID, String.valueOf(e.getMessage()), "request.invalid", null, null));
        }
    }

    private static void requireKnown(Set<String> names) {
        Set<String> unknown = new TreeSet<>(names);
        unknown.removeAll(NAMES);
        if (!unknown.isEmpty()) {
            throw new IllegalArgumentException(unknown + " says nothing here, allowed: " + NAMES);
        }
    }

    /** Null: of no time. */
    private @Nullable TimeRange range(List<String> from, List<String> to) {
        Instant now = clock.instant();
        Instant begin = OwnTimes.of("from", from, now);
        Instant end = OwnTimes.of("to", to, now);
        if (begin == null) {
            if (end != null) {
                throw new IllegalArgumentException("from is missing, allowed: to only beside it");
            }
            return null;
        }
        TimeRange range = new TimeRange(begin, end == null ? now : end);
        if (Duration.between(range.from(), range.until()).compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "the range is '" + range.from() + ".." + range.until() + "', allowed: up to 7 days");
        }
        return range;
    }

    private ObjectNode ofTraffic(TimeRange range) {
        TopicTrace.Read read = traffic.apply(range);
        if (read.trace().isEmpty()) {
            throw new IllegalArgumentException(
                    "the range is '" + range.from() + ".." + range.until() + "', and there are no requests in it");
        }
        return DependencyIndex.of(read.trace(), catalogue.get())
                .toJson()
                .put("from", range.from().toString())
                .put("to", range.until().toString())
                .put("unreadable", read.unreadable())
                .put("cut", read.cut());
    }
}
