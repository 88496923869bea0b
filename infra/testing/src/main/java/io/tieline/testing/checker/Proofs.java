package io.tieline.testing.checker;

import io.tieline.testing.history.Event;
import java.util.function.Predicate;

/** Which events prove something about one request. */
final class Proofs {
    private Proofs() {}

    static Predicate<Event> published(String id) {
        return event ->
                event instanceof Event.Published published && published.id().equals(id);
    }

    /** What became of its publishing, and where its readers are: what a loss consists of. */
    static Predicate<Event> fate(String id) {
        return event -> switch (event) {
            case Event.Published published -> published.id().equals(id);
            case Event.Acknowledged acknowledged -> acknowledged.id().equals(id);
            case Event.PublishFailed failed -> failed.id().equals(id);
            case Event.ParkedSeen parked -> parked.id().equals(id);
            case Event.DeadLetterSeen dead -> dead.id().equals(id);
            case Event.Quiet _ -> true;
            default -> false;
        };
    }

    static Predicate<Event> replies(String id) {
        return event -> event instanceof Event.ReplySeen reply && reply.id().equals(id);
    }

    static Predicate<Event> calls(String id) {
        return event ->
                event instanceof Event.ProviderCall call && call.requestId().equals(id);
    }
}
