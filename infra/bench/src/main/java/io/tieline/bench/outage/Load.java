package io.tieline.bench.outage;

import io.tieline.client.ChatBuilder;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.dev.Evidence;
import io.tieline.dev.Evidence.Seen;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Requests at an even rate, until stopped; what became of them is read from Kafka by a plain consumer. */
final class Load {
    /** Requests a second. */
    static final int RATE = 10;

    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private final Fleet fleet;
    private final Evidence evidence;
    private final Queue<Instant> submitted = new ConcurrentLinkedQueue<>();
    private final Queue<Instant> answered = new ConcurrentLinkedQueue<>();
    private final Thread thread;
    private volatile boolean stopping;

    private Load(Fleet fleet) {
        this.fleet = fleet;
        evidence = new Evidence(
                fleet.stack().kafka().clientProperties(Map.of()), fleet.stack().serdes());
        thread = Thread.ofVirtual().name("load").unstarted(this::submit);
    }

    static Load start(Fleet fleet) {
        Load load = new Load(fleet);
        load.thread.start();
        return load;
    }

    private void submit() {
        long begin = System.nanoTime();
        try {
            for (int i = 0; !stopping; i++) {
                submitted.add(Instant.now());
                var _ = fleet.client().submit(request().build()).thenRun(() -> answered.add(Instant.now()));
                long due = begin + (i + 1) * 1_000_000_000L / RATE;
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    static ChatBuilder request() {
        return Request.on("summarize")
                .lane(Lane.BATCH)
                .user("Kafka keeps requests until somebody has answered them. ".repeat(20))
                .maxOutputTokens(60)
                .truncationAllowed(true);
    }

    /** Requests that wait for their reply. */
    int backlog() {
        return submitted.size() - answered.size();
    }

    /** Most replies within one second, from a moment on. */
    long mostRepliesInASecond(Instant from) {
        List<Instant> times =
                answered.stream().filter(at -> at.isAfter(from)).sorted().toList();
        long most = 0;
        int first = 0;
        for (int last = 0; last < times.size(); last++) {
            while (Duration.between(times.get(first), times.get(last)).compareTo(Duration.ofSeconds(1)) > 0) {
                first++;
            }
            most = Math.max(most, last - first + 1);
        }
        return most;
    }

    /** Ends it and waits until every request has its reply. */
    Tally stop() throws InterruptedException {
        stopping = true;
        thread.join();
        Instant end = Instant.now().plus(PATIENCE);
        try (evidence) {
            while (!evidence.isComplete(submitted.size()) && Instant.now().isBefore(end)) {
                evidence.read(reply -> {});
            }
            evidence.read(reply -> {});
            return Tally.of(evidence.accepted(), evidence.replies());
        }
    }

    /** What became of the requests. */
    record Tally(int requests, int completed, int failed, int expired, int lost, int doubled, int switched) {
        private static Tally of(Set<String> accepted, Map<String, List<Seen>> replies) {
            List<InferenceReply> first = new ArrayList<>();
            int doubled = 0;
            for (String id : accepted) {
                List<Seen> seen = replies.getOrDefault(id, List.of());
                seen.stream().limit(1).forEach(one -> first.add(one.reply()));
                doubled += Math.max(0, seen.size() - 1);
            }
            return new Tally(
                    accepted.size(),
                    count(first, Outcome.COMPLETED),
                    count(first, Outcome.FAILED),
                    count(first, Outcome.EXPIRED),
                    accepted.size() - first.size(),
                    doubled,
                    (int) first.stream()
                            .filter(reply -> reply.getServedBy() != null
                                    && reply.getServedBy().getSwitched())
                            .count());
        }

        private static int count(List<InferenceReply> replies, Outcome outcome) {
            return (int) replies.stream()
                    .filter(reply -> reply.getOutcome() == outcome)
                    .count();
        }

        /** Every request was answered, once. */
        boolean isClean() {
            return completed == requests && doubled == 0;
        }

        String inWords() {
            return "%,d requests: %,d completed, %d failed, %d expired, %d lost, %d doubled; %,d switched"
                    .formatted(requests, completed, failed, expired, lost, doubled, switched);
        }
    }
}
