package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import io.tieline.testing.history.History;
import io.tieline.testing.history.Place;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Writes histories. All times are milliseconds since the beginning; ids are such as "r1". */
final class Story implements History {
    static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");
    static final String REQUESTS = "tieline.requests.batch";
    static final String REPLIES = "tieline.replies";
    static final long DEADLINE = 60_000;
    static final long COST = 1_000;

    final List<Event> events = new ArrayList<>();
    private long offsets;
    private int calls;

    @Override
    public void read(Consumer<? super Event> to) {
        events.forEach(to);
    }

    static Instant at(long millis) {
        return BEGIN.plusMillis(millis);
    }

    Story published(String id, long at, String... jurisdictions) {
        return publishedBy("t", id, at, jurisdictions);
    }

    Story publishedBy(String tenant, String id, long at, String... jurisdictions) {
        return add(new Event.Published(
                at(at), "p", id, tenant, "hash of " + id, "batch", at(at + DEADLINE), Set.of(jurisdictions)));
    }

    Story acknowledged(String id, long at, long offset) {
        return add(new Event.Acknowledged(at(at), "p", id, new Place(REQUESTS, 0, offset)));
    }

    Story failed(String id, long at, boolean certain) {
        return add(new Event.PublishFailed(at(at), "p", id, "timeout", certain));
    }

    /** Published and acknowledged at its own number's offset. */
    Story accepted(String id, long at, String... jurisdictions) {
        return published(id, at, jurisdictions).acknowledged(id, at + 5, Long.parseLong(id.substring(1)));
    }

    Story replied(String id, long at) {
        return replied(id, at, "t", "hash of " + id, Event.Status.COMPLETED);
    }

    Story replied(String id, long at, String tenant, String hash, Event.Status status) {
        return repliedAt(id, at, tenant, hash, status, offsets++);
    }

    Story repliedAt(String id, long at, String tenant, String hash, Event.Status status, long offset) {
        return add(new Event.ReplySeen(
                at(at),
                "o",
                id,
                Optional.of(tenant),
                status == Event.Status.COMPLETED ? Optional.of(hash) : Optional.empty(),
                status,
                "ok",
                1,
                Optional.of("e1"),
                new Place(REPLIES, 0, offset)));
    }

    Story expired(String id, long at) {
        return replied(id, at, "t", "", Event.Status.EXPIRED);
    }

    Story called(String id, String endpoint, long from, long to) {
        return called(id, endpoint, "eu", from, to, Event.CallEnd.OK);
    }

    Story called(String id, String endpoint, String jurisdiction, long from, long to, Event.CallEnd end) {
        return call(id, endpoint, jurisdiction, from, to, end, false);
    }

    Story probed(String id, String endpoint, long from, long to) {
        return call(id, endpoint, "eu", from, to, Event.CallEnd.OK, true);
    }

    private Story call(
            String id, String endpoint, String jurisdiction, long from, long to, Event.CallEnd end, boolean probe) {
        boolean billed = end == Event.CallEnd.OK;
        return add(new Event.ProviderCall(
                at(to),
                "s",
                "c" + calls++,
                id,
                endpoint,
                jurisdiction,
                at(from),
                at(to),
                end,
                billed ? 200 : 500,
                billed,
                billed ? COST : 0,
                10,
                probe));
    }

    Story word(String endpoint, long at, Event.State state, long epoch) {
        return add(new Event.HealthWord(at(at), "o", endpoint, state, epoch));
    }

    /** An attempt as its topic tells it. */
    Story attempt(String id, String endpoint, long from, long to, long epoch) {
        return add(new Event.AttemptSeen(
                at(to), "o", id, "a-" + id, endpoint, "ok", false, OptionalLong.of(epoch), at(from), at(to), "w"));
    }

    /** A call by which a dispatcher finds out for itself, as the topic tells it. */
    Story probedByItself(String id, String endpoint, String worker, long from, long to) {
        return add(new Event.AttemptSeen(
                at(to), "o", id, "a-" + id, endpoint, "ok", true, OptionalLong.empty(), at(from), at(to), worker));
    }

    Story fault(String name, String part, long from, long to) {
        return add(new Event.FaultBegan(at(from), "h", name, part)).add(new Event.FaultEnded(at(to), "h", name, part));
    }

    Story committed(long at, long offset) {
        return add(new Event.CommittedOffset(at(at), "o", "g", new Place(REQUESTS, 0, offset)));
    }

    Story quiet(long at) {
        return add(new Event.Quiet(at(at), "h"));
    }

    Story add(Event event) {
        events.add(event);
        return this;
    }

    /** Down at 10 s, said again at 12 s and 15 s; some call tells that probes can be told. */
    static Story outage() {
        return new Story()
                .probed("r0", "e9", 0, 1)
                .word("e1", 0, Event.State.HEALTHY, 1)
                .word("e1", 10_000, Event.State.DOWN, 2)
                .word("e1", 12_000, Event.State.DOWN, 2)
                .word("e1", 15_000, Event.State.DOWN, 2);
    }

    /** So many failed calls for r1. */
    static Story calls(int count) {
        Story story = new Story();
        IntStream.range(0, count)
                .forEach(i -> story.called("r1", "e1", "eu", 100L * i, 100L * i + 50, Event.CallEnd.ERROR));
        return story;
    }

    /** Thirty requests of a small tenant, alone and beside a large one; how long each waits. */
    static Story phases(long solo, long shared) {
        Story story = new Story().add(new Event.PhaseBegan(at(0), "h", "solo"));
        for (int i = 0; i < 30; i++) {
            story.publishedBy("small", "s" + i, 10L * i).called("s" + i, "e1", 10L * i + solo, 10L * i + 999);
        }
        story.add(new Event.PhaseBegan(at(10_000), "h", "shared"));
        for (int i = 0; i < 30; i++) {
            long at = 10_000L + 10L * i;
            story.publishedBy("small", "m" + i, at).called("m" + i, "e1", at + shared, at + 9_999);
            story.publishedBy("large", "l" + i, at).called("l" + i, "e1", at + 9_000, at + 9_999);
        }
        return story;
    }
}
