package io.tieline.dev;

import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.DemoOptions.Outage;
import io.tieline.dev.Documents.Passage;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import java.io.PrintStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Summarises documents through the embedded stack while providers go dark and the dispatcher is killed, and counts
 * afterwards what became of every request.
 */
public final class Demo {
    private static final String INSTRUCTION = "Summarise the following text in a few sentences.";
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final Duration QUIET = Duration.ofSeconds(2);
    private static final List<Integer> KILLS_AT_PERCENT = List.of(30, 60);

    private final DemoOptions options;
    private final Stack stack;
    private final PrintStream out;
    private final ProgressLine line;
    private final List<Instant> kills = new ArrayList<>();
    private final Map<String, Integer> served = new TreeMap<>();
    private int replies;
    private @Nullable FaultHandle outage;
    private Instant outageEnd = Instant.MAX;
    private boolean outageDone;

    private Demo(DemoOptions options, Stack stack, PrintStream out, boolean terminal) {
        this.options = options;
        this.stack = stack;
        this.out = out;
        this.line = new ProgressLine(out, terminal, options.requests());
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
            DemoReport report = new Demo(options, stack, out, terminal).measure(passages, start);
            DemoPrinter.print(report, out);
            if (options.json() != null) {
                DemoPrinter.writeJson(report, options.json());
            }
            return report.isSound();
        }
    }

    private DemoReport measure(List<Passage> passages, long start) throws InterruptedException {
        out.printf("… summarising %d passages, %d a second%n", options.requests(), options.ratePerSecond());
        ClientConfig config = ClientConfig.builder(stack.kafka().bootstrapServers(), stack.registry())
                .tenant("demo")
                .defaultDeadline(DEADLINE)
                .build();
        try (Evidence evidence = new Evidence(stack.kafka().clientProperties(Map.of()), stack.serdes());
                TielineClient client = TielineClient.connect(config)) {
            AtomicReference<@Nullable Throwable> refused = new AtomicReference<>();
            Thread submitter = Thread.ofVirtual().start(() -> submit(client, passages, refused));
            watch(evidence);
            submitter.join();
            Optional.ofNullable(refused.get()).ifPresent(failure -> {
                throw new IllegalStateException("a request could not be submitted", failure);
            });
            readWhatCouldStillCome(evidence);
            line.end(replies, served.toString());
            Duration wall = Duration.ofNanos(System.nanoTime() - start);
            return new Findings(
                            evidence.accepted(),
                            evidence.replies(),
                            stack.simulator().calls(),
                            kills,
                            stack.catalogue())
                    .report(wall);
        }
    }

    private void submit(TielineClient client, List<Passage> passages, AtomicReference<@Nullable Throwable> refused) {
        long begin = System.nanoTime();
        try {
            for (int i = 0; i < options.requests(); i++) {
                Passage passage = passages.get(i % passages.size());
                var _ = client.submit(Request.on("summarize")
                        .lane(Lane.BATCH)
                        .system(INSTRUCTION)
                        .user(passage.text())
                        .maxOutputTokens(120)
                        .attributes(Map.of("document", passage.title()))
                        .build());
                long due = begin + (i + 1) * 1_000_000_000L / options.ratePerSecond();
                Thread.sleep(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
        } catch (InterruptedException | RuntimeException e) {
            refused.set(e);
        }
    }

    /** Until every request is answered, or no answer is of use any more. */
    private void watch(Evidence evidence) throws InterruptedException {
        Instant end = Instant.now().plus(DEADLINE).plus(Duration.ofMinutes(1));
        while (!evidence.isComplete(options.requests()) && Instant.now().isBefore(end)) {
            evidence.read(this::count);
            line.show(replies, served.toString());
            steerOutage();
            killWhenDue();
        }
        endOutage();
    }

    private void count(InferenceReply reply) {
        replies++;
        String who = reply.getServedBy() == null
                ? reply.getOutcome().name().toLowerCase(Locale.ROOT)
                : reply.getServedBy().getModel();
        served.merge(who, 1, Integer::sum);
    }

    private void steerOutage() {
        if (options.outage() == Outage.NONE || outageDone) {
            return;
        }
        if (outage == null && replies * 100L >= (long) options.outageAfterPercent() * options.requests()) {
            String target = options.outage() == Outage.ALL ? Fault.EVERY_ENDPOINT : DemoModels.primary();
            line.note("… " + (options.outage() == Outage.ALL ? "all providers go" : target + " goes") + " dark for "
                    + options.outageFor().toSeconds() + " s");
            outage = stack.simulator().inject(Fault.of(target, new Effect.Reset()));
            outageEnd = Instant.now().plus(options.outageFor());
        } else if (outage != null && !Instant.now().isBefore(outageEnd)) {
            endOutage();
            line.note("… the outage is over");
        }
    }

    private void endOutage() {
        if (outage != null) {
            outage.clear();
            outage = null;
            outageDone = true;
        }
    }

    private void killWhenDue() throws InterruptedException {
        Optional<DispatcherProcess> process = stack.dispatcherProcess();
        if (process.isPresent()
                && kills.size() < KILLS_AT_PERCENT.size()
                && replies * 100L >= (long) KILLS_AT_PERCENT.get(kills.size()) * options.requests()) {
            process.get().kill();
            kills.add(Instant.now());
            line.note("… the dispatcher was killed (SIGKILL), kill " + kills.size() + " of " + KILLS_AT_PERCENT.size());
        }
    }

    /** A reply too many would come late: its reader waits a moment longer than its writer could need. */
    private void readWhatCouldStillCome(Evidence evidence) {
        long end = System.nanoTime() + QUIET.toNanos();
        while (System.nanoTime() < end) {
            evidence.read(this::count);
        }
    }
}
