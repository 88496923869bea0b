package io.tieline.replay.run;

import io.tieline.replay.run.ReplayMachine.Portion;
import io.tieline.replay.run.ReplayRun.Step;
import io.tieline.replay.select.Reader;
import io.tieline.replay.select.Reader.Range;
import io.tieline.replay.select.Selection;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommand;
import io.tieline.schemas.avro.ReplayCommandKind;
import io.tieline.schemas.avro.ReplayPosition;
import io.tieline.schemas.avro.ReplayState;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one that runs the replays, one after the other, as long as it is. Whatever it does is done once it is committed: it
 * publishes requests, counts and obeys in transactions, each with how far it has come in all that it reads. When anything
 * fails it is given up, and the next one begins with what is committed. Used by one thread.
 */
final class ReplayOwner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayOwner.class);
    private static final Logger AUDIT = LoggerFactory.getLogger("io.tieline.audit");
    private static final Duration AT_REST = Duration.ZERO;
    private static final Duration BUSY = Duration.ofMillis(50);
    private static final Duration COUNTS_EVERY = Duration.ofSeconds(1);
    private static final int LARGEST_PORTION = 500;
    private static final int LOOKED_AHEAD = 20;

    private final ReplayParts parts;
    private final Consumer<byte[], byte[]> commands;
    private final Producer<String, byte[]> producer;
    private final Reader reader;
    private final ReplyWatch watch;
    private final Map<String, Replay> replays = new LinkedHashMap<>();

    private final ReplayNews news = new ReplayNews();

    /** Not committed yet. */
    private final Set<String> changed = new HashSet<>();

    private final Map<TopicPartition, OffsetAndMetadata> obeyed = new HashMap<>();
    private boolean urgent;

    private @Nullable ReplayRun run;
    private @Nullable String running;
    private @Nullable Pace pace;
    private Instant lastCommit;
    private Instant lastLook;

    /**
     * Takes over: from now on nobody before can commit anything.
     *
     * @param commands who has the partition; asked for the group alone, and never closed here
     */
    ReplayOwner(ReplayParts parts, Consumer<byte[], byte[]> commands) {
        this.parts = parts;
        this.commands = commands;
        this.producer = parts.clients().publishing();
        this.reader = parts.reader();
        this.watch = new ReplyWatch(parts.clients().reading(), reader, parts.replyTopics());
        this.lastCommit = parts.clock().instant();
        this.lastLook = lastCommit;
    }

    void takeOver() {
        producer.initTransactions();
        reader.read(
                reader.range(Topics.REPLAYS.name(), null),
                record -> reader.value(Topics.REPLAYS, record)
                        .ifPresent(replay -> replays.put(replay.getReplayId(), replay)),
                () -> {});
        if (replays.values().stream().anyMatch(ReplayOwner::isUnsettled)) {
            watch.follow(commands.committed(new HashSet<>(watch.replyPartitions())));
        }
        LOG.atInfo().addKeyValue("replays", replays.size()).log("this gateway runs the replays from now on");
    }

    private static boolean isUnsettled(Replay replay) {
        return ReplayMachine.isUnderWay(replay) || ReplayMachine.open(replay) > 0;
    }

    /** Takes an order; it counts with the next commit. */
    void obey(TopicPartition partition, long offset, Optional<ReplayCommand> command) {
        obeyed.put(partition, new OffsetAndMetadata(offset + 1));
        urgent = true;
        command.ifPresent(this::obey);
    }

    private void obey(ReplayCommand command) {
        Replay before = replays.get(command.getReplayId());
        if (command.getKind() == ReplayCommandKind.START) {
            Replay first = command.getReplay();
            if (before == null && first != null) {
                audit(command);
                change(first);
            }
        } else if (before != null) {
            Replay after = ReplayMachine.told(before, command);
            if (!after.equals(before)) {
                audit(command);
                change(after);
            }
        }
    }

    private static void audit(ReplayCommand command) {
        AUDIT.atInfo()
                .addKeyValue("replay", command.getReplayId())
                .addKeyValue("order", command.getKind())
                .addKeyValue("by", command.getBy())
                .addKeyValue("why", command.getWhy())
                .addKeyValue(
                        "selection",
                        command.getReplay() == null ? "" : command.getReplay().getSelection())
                .log("a replay was told something");
    }

    private void change(Replay replay) {
        Replay before = replays.put(replay.getReplayId(), replay);
        changed.add(replay.getReplayId());
        if (before == null || before.getState() != replay.getState()) {
            urgent = true;
            LOG.atInfo()
                    .addKeyValue("replay", replay.getReplayId())
                    .addKeyValue("state", replay.getState())
                    .addKeyValue("reason", replay.getReason())
                    .log("a replay changed its state");
        }
    }

    /** Whether something is to be done that nobody tells it of. */
    boolean isBusy() {
        return current().isPresent();
    }

    /** Does a little of what there is to do. */
    void step() {
        Optional<Replay> current = current();
        watch.poll(current.isPresent() ? BUSY : AT_REST, news);
        count();
        forgetUnless(current.map(Replay::getReplayId).orElse(null));
        List<ProducerRecord<String, byte[]>> records = current.map(Replay::getReplayId)
                .map(replays::get)
                .map(this::advance)
                .orElse(List.of());
        Instant now = parts.clock().instant();
        boolean due = !changed.isEmpty() && Duration.between(lastCommit, now).compareTo(COUNTS_EVERY) >= 0;
        if (!records.isEmpty() || urgent || due) {
            commit(records);
        }
        if (replays.values().stream().noneMatch(ReplayOwner::isUnsettled)) {
            watch.rest();
        }
    }

    private Optional<Replay> current() {
        return replays.values().stream()
                .filter(ReplayMachine::isUnderWay)
                .min(Comparator.comparing(Replay::getCreatedAt).thenComparing(Replay::getReplayId));
    }

    private void count() {
        Instant now = parts.clock().instant();
        news.drain((replayId, counts) -> {
            Replay replay = replays.get(replayId);
            if (replay != null) {
                change(ReplayMachine.answered(replay, counts.answered(), counts.failed(), now));
            }
        });
    }

    private List<ProducerRecord<String, byte[]>> advance(Replay replay) {
        if (!ReplayMachine.isUnderWay(replay)) {
            return List.of();
        }
        Instant now = parts.clock().instant();
        try {
            if (replay.getState() == ReplayState.ACCEPTED) {
                begin(replay);
                return List.of();
            }
            if (run == null) {
                prepare(replay);
            }
        } catch (IllegalArgumentException e) {
            // Whoever wrote the order didn't check it. It must not hold up those behind it.
            change(ReplayMachine.stopped(replay, "it can't be run: " + e.getMessage(), now));
            return List.of();
        }
        Optional<String> stop = verdict(replay, now);
        if (stop.isPresent()) {
            change(ReplayMachine.stopped(replay, stop.get(), now));
            return List.of();
        }
        return publish(replay, now);
    }

    private void begin(Replay replay) {
        NewReplay.requireKnown(replay.getOverrides(), parts.catalogue().get());
        Selection selection = Selection.parse(replay.getSelection());
        Range range =
                reader.range(selection.source().topicName(), selection.filter().from());
        SkipIndex index = lookUp(replay, range);
        List<ReplayPosition> cursor = range.ends().entrySet().stream()
                .map(end -> new ReplayPosition(
                        end.getKey().partition(), range.next().getOrDefault(end.getKey(), 0L), end.getValue()))
                .sorted(Comparator.comparingInt(ReplayPosition::getPartition))
                .toList();
        watch.follow(Map.of());
        Instant now = parts.clock().instant();
        Replay begun = ReplayMachine.begun(replay, index.selections(), cursor, now);
        change(begun);
        open(begun, index, now);
    }

    /** It was begun by somebody else, or before a pause. */
    private void prepare(Replay replay) {
        Selection selection = Selection.parse(replay.getSelection());
        Map<TopicPartition, Long> next = new HashMap<>();
        Map<TopicPartition, Long> ends = new HashMap<>();
        Map<TopicPartition, Long> first = reader.range(
                        selection.source().topicName(), selection.filter().from())
                .next();
        for (ReplayPosition position : replay.getCursor()) {
            TopicPartition partition = new TopicPartition(selection.source().topicName(), position.getPartition());
            next.put(partition, Math.max(position.getNext(), first.getOrDefault(partition, 0L)));
            ends.put(partition, position.getEnd());
        }
        SkipIndex index = lookUp(replay, new Range(next, ends));
        watch.follow(Map.of());
        open(replay, index, parts.clock().instant());
    }

    private SkipIndex lookUp(Replay replay, Range range) {
        Lookup lookup = new Lookup(reader, parts.replyTopics(), this::stayAMember);
        return lookup.index(replay, range, KafkaReplayDesk.firstPublished(replays.values()));
    }

    /** The partition is paused meanwhile, so that nothing comes. */
    private void stayAMember() {
        commands.pause(commands.assignment());
        commands.poll(Duration.ZERO);
        commands.resume(commands.paused());
    }

    private void open(Replay replay, SkipIndex index, Instant now) {
        run = new ReplayRun(replay, index, parts.clients().reading(), reader, parts.serdes(), parts.catalogue());
        running = replay.getReplayId();
        pace = new Pace(replay.getPerSecond(), Duration.ofMillis(replay.getRampMillis()), now);
        news.judge(replay, index);
    }

    private void forgetUnless(@Nullable String replayId) {
        if (run != null && !running().equals(replayId)) {
            run.close();
            run = null;
            running = null;
            pace = null;
            news.judgeNothing();
        }
    }

    private String running() {
        return running == null ? "" : running;
    }

    private Optional<String> verdict(Replay replay, Instant now) {
        Optional<String> tooMany = news.verdict();
        if (tooMany.isPresent()) {
            return tooMany;
        }
        if (run == null || Duration.between(lastLook, now).compareTo(COUNTS_EVERY) < 0) {
            return Optional.empty();
        }
        lastLook = now;
        return parts.targets().verdict(run.ahead(replay, LOOKED_AHEAD, now), now);
    }

    private List<ProducerRecord<String, byte[]>> publish(Replay replay, Instant now) {
        if (run == null || pace == null) {
            throw new IllegalStateException("a replay is published before it was begun");
        }
        long room = replay.getMostOpen() - ReplayMachine.open(replay);
        int most = pace.take(Math.clamp(room, 0, LARGEST_PORTION), now);
        if (most == 0 || ReplayMachine.hasReadAll(replay)) {
            pace.giveBack(most);
            return List.of();
        }
        Step step = run.step(replay, most, now);
        pace.giveBack(most - step.records().size());
        Portion portion = step.portion();
        if (!portion.cursor().equals(replay.getCursor())) {
            change(ReplayMachine.advanced(replay, portion, now));
        }
        return step.records();
    }

    /** All of it, or nothing. */
    private void commit(List<ProducerRecord<String, byte[]>> records) {
        producer.beginTransaction();
        records.forEach(this::send);
        changed.stream()
                .map(replays::get)
                .filter(Objects::nonNull)
                .forEach(replay -> send(new ProducerRecord<>(
                        Topics.REPLAYS.name(),
                        replay.getReplayId(),
                        parts.serdes().encode(Topics.REPLAYS, replay))));
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>(watch.positions());
        offsets.putAll(obeyed);
        producer.sendOffsetsToTransaction(offsets, commands.groupMetadata());
        parts.faults().accept(Fault.BEFORE_COMMIT);
        producer.commitTransaction();
        parts.faults().accept(Fault.AFTER_COMMIT);
        changed.clear();
        obeyed.clear();
        urgent = false;
        lastCommit = parts.clock().instant();
    }

    private void send(ProducerRecord<String, byte[]> record) {
        Object _ = producer.send(record);
    }

    @Override
    public void close() {
        if (run != null) {
            run.close();
        }
        watch.close();
        reader.close();
        // What is open is ended by the next one's first call.
        producer.close(Duration.ZERO);
    }
}
