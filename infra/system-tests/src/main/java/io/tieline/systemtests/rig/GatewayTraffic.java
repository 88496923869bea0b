package io.tieline.systemtests.rig;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Phaser;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;

/**
 * Callers of a gateway, until closed: chats at an even rate, and small batches one after the other. As SDKs do, they ask
 * again, with the same key, whatever got no answer or one that may pass, and some hang up at first; each must have its own
 * answer in the end, and a batch each line once.
 */
public final class GatewayTraffic implements AutoCloseable {
    private static final String MODEL = "summarize";
    private static final int LINES = 20;
    private static final Duration BETWEEN_BATCHES = Duration.ofSeconds(5);

    /** As the SDKs wait: twice as long each time, up to the most. */
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(8);

    /** As long as a gateway lets a caller wait, and the boot of a gateway that was killed meanwhile. */
    private static final Duration PATIENCE = Duration.ofMinutes(12);

    /** One caller in so many hangs up, at first, after so long. */
    private static final int HASTY = 10;

    private static final Duration HASTE = Duration.ofMillis(100);

    private static final ObjectMapper JSON = new ObjectMapper();

    private final Rig rig;
    private final URI gateway;
    private final Questions questions;
    private final GatewayCalls calls = new GatewayCalls();
    private final AtomicLong asked = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong askedAgain = new AtomicLong();
    private final Queue<String> troubles = new ConcurrentLinkedQueue<>();

    /** A party for each caller who still waits. */
    private final Phaser callers = new Phaser(1);

    private volatile boolean closing;

    /** Starts. */
    public GatewayTraffic(Rig rig, int chatsPerSecond) {
        this.rig = rig;
        gateway = rig.backend().gatewayUrl();
        questions = new Questions(rig.load());
        begin(() -> chats(Duration.ofSeconds(1).dividedBy(chatsPerSecond)));
        begin(this::batches);
    }

    /** What a caller does. */
    private interface Errand {
        void run() throws InterruptedException;
    }

    private void begin(Errand errand) {
        callers.register();
        Thread.ofVirtual().name("caller").start(() -> {
            try {
                errand.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (RuntimeException e) {
                troubles.add(e.toString());
            } finally {
                callers.arriveAndDeregister();
            }
        });
    }

    private void chats(Duration each) throws InterruptedException {
        long begin = System.nanoTime();
        for (long i = 1; !closing; i++) {
            boolean hasty = i % HASTY == 0;
            begin(() -> chat(hasty));
            Thread.sleep(Duration.ofNanos(Math.max(0, begin + i * each.toNanos() - System.nanoTime())));
        }
    }

    private void chat(boolean hasty) throws InterruptedException {
        String name = "chat-" + UUID.randomUUID();
        AtomicReference<Duration> patience = new AtomicReference<>(hasty ? HASTE : GatewayCalls.ANSWERS_PATIENCE);
        asked.incrementAndGet();
        String text = patiently(name, () -> {
            Duration once = patience.getAndSet(GatewayCalls.ANSWERS_PATIENCE);
            return calls.ask(gateway, questions.chat(MODEL, name), name, once)
                    .at("/choices/0/message/content")
                    .asText();
        });
        require(Questions.isAnswered(name, text), name + " was answered with: " + text);
    }

    private void batches() throws InterruptedException {
        while (!closing) {
            batch();
            Thread.sleep(BETWEEN_BATCHES);
        }
    }

    private void batch() throws InterruptedException {
        String name = "batch-" + UUID.randomUUID();
        List<String> names =
                IntStream.range(0, LINES).mapToObj(i -> name + "-" + i).toList();
        batches.incrementAndGet();
        String input = questions.lines(MODEL, names);
        String id = patiently(name, () -> calls.create(gateway, input, name));
        rig.await("the end of " + name, PATIENCE, () -> calls.isCompleted(gateway, id));
        String output = patiently(name, () -> {
            JsonNode batch = calls.batch(gateway, id);
            return calls.content(gateway, batch.get("output_file_id").asText());
        });
        List<String> answered = new ArrayList<>();
        for (String line : (Iterable<String>) output.lines()::iterator) {
            answered.add(answeredBy(line));
        }
        require(
                answered.stream()
                        .sorted()
                        .toList()
                        .equals(names.stream().sorted().toList()),
                name + ": " + output);
    }

    /** The name of the question that a line of an output answers; what else it says where it answers none. */
    private static String answeredBy(String line) {
        try {
            JsonNode answer = JSON.readTree(line);
            String name = answer.get("custom_id").asText();
            String text = answer.at("/response/body/choices/0/message/content").asText();
            return Questions.isAnswered(name, text) ? name : line;
        } catch (IOException e) {
            return line;
        }
    }

    private void require(boolean holds, String otherwise) {
        if (!holds) {
            troubles.add(otherwise);
        }
    }

    /** What is asked for. */
    private interface Call {
        String answer() throws IOException, InterruptedException;
    }

    /** Asks until there is an answer. */
    private String patiently(String what, Call call) throws InterruptedException {
        long latest = System.nanoTime() + PATIENCE.toNanos();
        for (Duration pause = FIRST_PAUSE; ; pause = longer(pause)) {
            try {
                return call.answer();
            } catch (IOException e) {
                boolean mayPass = !(e instanceof GatewayCalls.Refused refused) || refused.mayPass();
                if (!mayPass || System.nanoTime() > latest) {
                    throw new IllegalStateException(what + " has no answer: " + e, e);
                }
                askedAgain.incrementAndGet();
                Thread.sleep(pause);
            }
        }
    }

    private static Duration longer(Duration pause) {
        return pause.compareTo(LONGEST_PAUSE.dividedBy(2)) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    }

    /**
     * Ends it, and returns when everybody has an answer.
     *
     * @throws IllegalStateException if somebody had none, or another's
     */
    @Override
    public void close() {
        closing = true;
        callers.arriveAndAwaitAdvance();
        calls.close();
        AskedTwice twice = rig.askedTwice();
        require(
                twice.unexplained() == 0,
                twice.unexplained() + " questions were asked twice while neither gateway nor broker was harmed");
        rig.note(
                "through the gateway: %,d chats and %,d batches of %d lines; %,d calls were repeated, %d questions asked twice"
                        .formatted(asked.get(), batches.get(), LINES, askedAgain.get(), twice.count()));
        if (!troubles.isEmpty()) {
            throw new IllegalStateException(
                    troubles.size() + " things went wrong for callers of the gateway, such as " + troubles.peek());
        }
    }
}
