package io.tieline.systemtests.rig;

import io.tieline.platform.KafkaConnection;
import io.tieline.testing.history.Event;
import io.tieline.testing.history.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;

/**
 * Tells each second what dispatchers have committed, where that is new, in a thread of its own. While Kafka can't be asked
 * nothing is told: whoever looks less often is told less, and nothing that isn't so.
 */
final class CommitRecorder implements AutoCloseable {
    private static final String BY = "reader";
    private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

    private final Admin admin;
    private final Consumer<Event> events;
    private final Map<String, Place> last = new HashMap<>();
    private final Thread thread;

    CommitRecorder(KafkaConnection kafka, Consumer<Event> events) {
        admin = Admin.create(kafka.clientProperties(Map.of()));
        this.events = events;
        thread = Thread.ofPlatform().name("commit-recorder").start(this::follow);
    }

    private void follow() {
        try {
            while (true) {
                Thread.sleep(LOOK_EVERY);
                look();
            }
        } catch (InterruptedException e) {
            // The watch is over.
        }
    }

    private void look() throws InterruptedException {
        try {
            for (Commits.Commit commit : Commits.read(admin)) {
                Place place = commit.place();
                String partition = commit.group() + " " + place.topic() + " " + place.partition();
                if (!place.equals(last.put(partition, place))) {
                    events.accept(new Event.CommittedOffset(Instant.now(), BY, commit.group(), place));
                }
            }
        } catch (IllegalStateException e) {
            // Kafka is away, as it may be here.
        }
    }

    /** Ends; a look that is under way is left. */
    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        admin.close(Duration.ZERO);
    }
}
