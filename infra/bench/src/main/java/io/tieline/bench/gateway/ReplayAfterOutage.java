package io.tieline.bench.gateway;

import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Reply;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.DemoModels;
import io.tieline.dev.Evidence;
import io.tieline.dev.Stack;
import io.tieline.replay.run.KafkaReplayDesk;
import io.tieline.replay.run.NewReplay;
import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayOverrides;
import io.tieline.sim.fault.Effect;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.wire.ApiError;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Requests on a route with one endpoint, which is out until all of them have ended without an answer, run again at a limited
 * rate, while the process that runs the replay is killed twice. Dispatcher, health stream and Kafka are real.
 */
public final class ReplayAfterOutage {
    private static final int REQUESTS = 10_000;
    private static final double RATE = 400;
    private static final int MOST_OPEN = 2_000;
    private static final String JOB = "nightly";
    private static final String AGAIN = "~1";
    private static final Duration TRIAL_DEADLINE = Duration.ofSeconds(3);
    private static final Duration DEADLINE = Duration.ofSeconds(25);
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK_EVERY = Duration.ofMillis(200);

    private final GatewayRun run;
    private final Evidence evidence;
    private final KafkaReplayDesk desk;
    private final Consumer<String> out;

    /** Requests beside those that count. */
    private int trials;

    private ReplayAfterOutage(GatewayRun run, Evidence evidence, KafkaReplayDesk desk, Consumer<String> out) {
        this.run = run;
        this.evidence = evidence;
        this.desk = desk;
        this.out = out;
    }

    /** Plays it; whether each was answered exactly once, and a second replay did nothing. */
    public static boolean measure(Consumer<String> out) throws Exception {
        out.accept(GatewayRun.setting());
        try (GatewayRun run = GatewayRun.start();
                Evidence evidence = new Evidence(
                        run.stack().kafka().clientProperties(Map.of()),
                        run.stack().serdes());
                KafkaReplayDesk desk = new KafkaReplayDesk(
                        run.stack().kafka(),
                        run.stack().serdes(),
                        List.of(Topics.REPLIES.name()),
                        InstantSource.system())) {
            return new ReplayAfterOutage(run, evidence, desk, out).play();
        }
    }

    private boolean play() throws Exception {
        leaveOneEndpoint(run.stack());
        try (TielineClient client = client()) {
            try (FaultHandle _ = run.stack()
                    .simulator()
                    .inject(Fault.of(DemoModels.primary(), new Effect.Fail(ApiError.SERVER_ERROR, null)))) {
                awaitTrial(client, false);
                submitAndAwait(client);
                awaitReplies(REQUESTS);
            }
            awaitTrial(client, true);
        }
        out.accept(
                "%,d requests ended in the outage: %s".formatted(REQUESTS, outcomes(ReplayAfterOutage::isOfTheFirst)));
        Replay ordered = order();
        for (int kill = 1; kill <= 2; kill++) {
            int from = kill * REQUESTS / 4;
            Replay soFar = await(ordered, replay -> replay.getReplayed() >= from);
            run.killGateway();
            out.accept("gateway killed with %,d published again".formatted(soFar.getReplayed()));
        }
        Replay done = await(ordered, ReplayAfterOutage::hasEnded);
        out.accept(told(done));
        Replay second = await(order(), ReplayAfterOutage::hasEnded);
        out.accept("the same replay once more: " + told(second));
        awaitReplies(2 * REQUESTS);
        return wereAnsweredOnce() && second.getReplayed() == 0;
    }

    /** Changes the catalogue of the running stack, which its dispatcher follows. */
    private static void leaveOneEndpoint(Stack stack) throws IOException {
        Path catalogue = stack.catalogueFile();
        Files.writeString(
                catalogue,
                Files.readString(catalogue)
                        .replaceFirst("candidates: \\[[^]]*]", "candidates: [" + DemoModels.primary() + "]"));
    }

    private static boolean isOfTheFirst(String id) {
        return id.startsWith(JOB) && !id.endsWith(AGAIN);
    }

    private TielineClient client() {
        Stack stack = run.stack();
        return TielineClient.connect(ClientConfig.builder(stack.kafka().bootstrapServers(), stack.registry())
                .build());
    }

    /**
     * Dispatchers see some seconds later that the catalogue has changed, until when others answer; and that the endpoint is
     * well again, until when a replay would stop at once.
     */
    private void awaitTrial(TielineClient client, boolean answered) throws Exception {
        Reply last;
        do {
            trials++;
            last = client.submit(letter("trial-" + trials, "trials", TRIAL_DEADLINE))
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } while (last.isCompleted() != answered);
    }

    /** Returns when all have ended. */
    private static void submitAndAwait(TielineClient client) throws Exception {
        List<CompletableFuture<Reply>> coming = new ArrayList<>();
        for (int i = 0; i < REQUESTS; i++) {
            coming.add(client.submit(letter(JOB + "-" + i, JOB, DEADLINE)));
        }
        CompletableFuture.allOf(coming.toArray(CompletableFuture[]::new)).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private static Request letter(String id, String job, Duration deadline) {
        return Request.on("summarize")
                .requestId(id)
                .lane(Lane.BATCH)
                .jobId(job)
                .user("Letter " + id + " tells of the tides.")
                .maxOutputTokens(60)
                .truncationAllowed(true)
                .deadline(Instant.now().plus(deadline))
                .build();
    }

    private Replay order() throws IOException, InterruptedException {
        Filter filter = new Filter(null, null, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(JOB), Set.of(), null);
        ReplayOverrides overrides = ReplayOverrides.newBuilder()
                .setDeadlineMillis(PATIENCE.toMillis())
                .build();
        return desk.start(new NewReplay(
                new Selection(Source.BATCH, filter),
                overrides,
                null,
                false,
                new NewReplay.Limits(RATE, Duration.ofSeconds(10), MOST_OPEN, 0.5, 50, 5),
                "bench",
                "the outage"));
    }

    private Replay await(Replay ordered, Predicate<Replay> condition) throws InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Replay now = desk.find(ordered.getReplayId()).orElse(ordered);
            if (condition.test(now)) {
                return now;
            }
            if (hasEnded(now)) {
                throw new IllegalStateException("the replay has ended too early: " + told(now));
            }
            Thread.sleep(LOOK_EVERY);
        }
        throw new IllegalStateException("the replay makes no progress: " + desk.find(ordered.getReplayId()));
    }

    private static boolean hasEnded(Replay replay) {
        return switch (replay.getState()) {
            case ACCEPTED, RUNNING, PAUSED -> false;
            case COMPLETED, CANCELLED, STOPPED -> true;
        };
    }

    private static String told(Replay replay) {
        String time = replay.getStartedAt() == null || replay.getEndedAt() == null
                ? ""
                : " in %.1f s"
                        .formatted(Duration.between(replay.getStartedAt(), replay.getEndedAt())
                                        .toMillis()
                                / 1000.0);
        return "%s, %,d selected, %,d published again, %,d answered, %,d skipped as answered%s%s"
                .formatted(
                        replay.getState(),
                        replay.getSelected(),
                        replay.getReplayed(),
                        replay.getSucceeded(),
                        replay.getSkippedAnswered(),
                        time,
                        replay.getReason() == null ? "" : ": " + replay.getReason());
    }

    private void awaitReplies(int requests) {
        int count = requests + trials;
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!evidence.isComplete(count)) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException(
                        evidence.replies().size() + " of " + count + " requests have ended within " + PATIENCE);
            }
            evidence.read(_ -> {});
        }
    }

    private Map<Outcome, Long> outcomes(Predicate<String> ids) {
        return evidence.replies().entrySet().stream()
                .filter(each -> ids.test(each.getKey()))
                .flatMap(each -> each.getValue().stream())
                .collect(Collectors.groupingBy(
                        (Evidence.Seen seen) -> seen.reply().getOutcome(), TreeMap::new, Collectors.counting()));
    }

    /** By what Kafka holds. */
    private boolean wereAnsweredOnce() {
        long once = evidence.replies().entrySet().stream()
                .filter(each -> each.getKey().endsWith(AGAIN) && each.getValue().size() == 1)
                .filter(each -> each.getValue().getFirst().reply().getOutcome() == Outcome.COMPLETED)
                .count();
        out.accept("by the topics: %,d published again, %,d of them with one reply, an answer; replies: %s"
                .formatted(
                        evidence.accepted().stream()
                                .filter(id -> id.endsWith(AGAIN))
                                .count(),
                        once,
                        outcomes(id -> id.endsWith(AGAIN))));
        return once == REQUESTS && evidence.accepted().size() == 2 * REQUESTS + trials;
    }
}
