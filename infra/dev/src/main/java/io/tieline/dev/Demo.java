package io.tieline.dev;

import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.Documents.Passage;
import io.tieline.schemas.avro.InferenceReply;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * Summarises documents through the embedded stack while providers go dark and the dispatcher is killed, and counts
 * afterwards what became of every request.
 */
public final class Demo {
    private static final String INSTRUCTION = "Summarise the following text in a few sentences.";
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final int WARM_UP = 10;

    private final DemoOptions options;
    private final Stack stack;
    private final List<Passage> passages;
    private final PrintStream out;
    private final ProgressLine line;
    private final Queue<String> notes = new ConcurrentLinkedQueue<>();
    private final Trouble trouble;
    private final Map<String, Integer> served = new TreeMap<>();
    private int replies;

    private Demo(DemoOptions options, Stack stack, List<Passage> passages, PrintStream out, boolean terminal) {
        this.options = options;
        this.stack = stack;
        this.passages = passages;
        this.out = out;
        this.line = new ProgressLine(new PrintWriter(out, true, StandardCharsets.UTF_8), terminal, options.requests());
        this.trouble = new Trouble(options, stack, notes::add);
    }

    /**
     * Runs it.
     *
     * @param dispatcherCommand starts a dispatcher in a process of its own, used where it is to be killed
     * @param terminal whether the output is a terminal
     * @return whether nothing was lost or doubled
     * @throws IllegalArgumentException if there are no documents to work on
     */
    public static boolean run(DemoOptions options, List<String> dispatcherCommand, PrintStream out, boolean terminal)
            throws InterruptedException {
        List<Passage> passages = Documents.read(options.documents());
        long start = System.nanoTime();
        StackOptions stackOptions = options.killDispatcher()
                ? StackOptions.fresh().withDispatcherCommand(dispatcherCommand)
                : StackOptions.fresh();
        try (Stack stack = Stack.start(stackOptions, step -> out.println("… " + step))) {
            DemoReport report = new Demo(options, stack, passages, out, terminal).measure(start);
            DemoPrinter.print(report, out);
            if (options.json() != null) {
                DemoPrinter.writeJson(report, options.json());
            }
            return report.isSound();
        }
    }

    private DemoReport measure(long start) throws InterruptedException {
        ClientConfig config = ClientConfig.builder(stack.kafka().bootstrapServers(), stack.registry())
                .tenant("demo")
                .defaultDeadline(DEADLINE)
                .build();
        try (TielineClient client = TielineClient.connect(config)) {
            out.println("… warming up");
            warmUp(client);
            out.printf("… summarising %d passages, %d a second%n", options.requests(), options.ratePerSecond());
            try (Evidence evidence = new Evidence(stack.kafka().clientProperties(Map.of()), stack.serdes());
                    FleetStatus fleet = new FleetStatus(stack.kafka().clientProperties(Map.of()), stack.serdes())) {
                collect(client, evidence, fleet);
                line.end(replies, served.toString());
                Duration wall = Duration.ofNanos(System.nanoTime() - start);
                return new Findings(
                                evidence.accepted(),
                                evidence.replies(),
                                stack.simulator().calls(),
                                trouble.kills(),
                                stack.catalogue())
                        .report(wall);
            }
        }
    }

    /** The first requests find everything cold and would tell nothing of the rest. */
    private void warmUp(TielineClient client) throws InterruptedException {
        for (int i = 0; i < WARM_UP; i++) {
            result(client.submit(request(0)));
        }
    }

    private void collect(TielineClient client, Evidence evidence, FleetStatus fleet) throws InterruptedException {
        FutureTask<Integer> submission = new FutureTask<>(() -> submit(client));
        Thread submitter = Thread.ofVirtual().name("submit").start(submission);
        watch(evidence, fleet, submission);
        submitter.join();
        result(submission);
        readWhatCouldStillCome(evidence);
    }

    private int submit(TielineClient client) throws InterruptedException {
        long begin = System.nanoTime();
        for (int i = 0; i < options.requests(); i++) {
            trouble.before(i);
            var _ = client.submit(request(i));
            long due = begin + (i + 1) * 1_000_000_000L / options.ratePerSecond();
            Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
        }
        return options.requests();
    }

    private Request request(int index) {
        Passage passage = passages.get(index % passages.size());
        return Request.on("summarize")
                .lane(Lane.BATCH)
                .system(INSTRUCTION)
                .user(passage.text())
                .maxOutputTokens(120)
                .truncationAllowed(true)
                .attributes(Map.of("document", passage.title()))
                .build();
    }

    private static void result(Future<?> future) throws InterruptedException {
        try {
            future.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a request could not be submitted: " + e.getMessage(), e);
        }
    }

    /** Until every request is answered, or no answer is of use any more. */
    private void watch(Evidence evidence, FleetStatus fleet, FutureTask<Integer> submission) {
        Instant end = Instant.now().plus(DEADLINE).plus(Duration.ofMinutes(1));
        while (!(submission.isDone() && evidence.isComplete(options.requests()))
                && Instant.now().isBefore(end)) {
            evidence.read(this::count);
            for (String note = notes.poll(); note != null; note = notes.poll()) {
                line.note("… " + note);
            }
            line.show(replies, served + "  " + fleet.inWords(Instant.now()));
            if (submission.state() == FutureTask.State.FAILED) {
                return;
            }
        }
    }

    private void count(InferenceReply reply) {
        replies++;
        String who = reply.getServedBy() == null
                ? reply.getOutcome().name().toLowerCase(Locale.ROOT)
                : reply.getServedBy().getModel();
        served.merge(who, 1, Integer::sum);
    }

    /** A reply too many would come late: its reader waits a moment longer than its writer could need. */
    private void readWhatCouldStillCome(Evidence evidence) {
        long end = System.nanoTime() + QUIET.toNanos();
        while (System.nanoTime() < end) {
            evidence.read(this::count);
        }
    }
}
