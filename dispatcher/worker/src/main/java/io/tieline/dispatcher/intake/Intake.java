package io.tieline.dispatcher.intake;

import io.tieline.dispatcher.settle.Settler;
import io.tieline.dispatcher.window.Flight;
import io.tieline.dispatcher.window.Lease;
import io.tieline.dispatcher.window.Lease.Arrived;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.FencedMemberEpochException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.errors.StaleMemberEpochException;
import org.apache.kafka.common.errors.UnknownMemberIdException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the records of one topic. Its one thread owns the consumer and never waits for a request: it polls, hands each
 * record to a virtual thread, and pauses partitions while the lane is full or a window can take no more.
 *
 * <p>{@link #run} belongs to one thread; {@link #stop} may be called by any.
 */
public final class Intake implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Intake.class);
    private static final Duration POLL = Duration.ofMillis(50);
    private static final Duration PAUSE_WHILE_PAUSED = Duration.ofMillis(10);

    /** A lane that hasn't polled for so long hangs. */
    private static final Duration LONGEST_TURN = Duration.ofSeconds(10);

    private static final double WINDOW_RESUMES_BELOW = 0.8;
    private static final int MAKE_WAY_AT_ONCE = 1_000;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;
    private final IntakeLimits limits;
    private final Load load;
    private final Settler settler;
    private final RequestHandler handler;
    private final BooleanSupplier totalOutage;
    private final java.util.function.Consumer<Throwable> onFailure;
    private final Leases leases;
    private final ThreadFactory threads;

    /** When each partition's window was first found full (nano time). */
    private final Map<TopicPartition, Long> blockedSince = new HashMap<>();

    /** Since when nothing more could be taken because of those that wait (nano time). */
    private long stuckSince = System.nanoTime();

    private volatile boolean stopping;
    private volatile boolean leaving;

    /** When a member of the group polled last (nano time); null: it has never been one. */
    private volatile @Nullable Long polledAt;

    /**
     * Makes an intake.
     *
     * @param totalOutage whether no endpoint at all takes calls: then those that rest make way for nobody
     * @param onFailure told of a defect after which the lane can't go on
     */
    public Intake(
            Consumer<byte[], byte[]> consumer,
            String topic,
            IntakeLimits limits,
            Load load,
            Settler settler,
            RequestHandler handler,
            BooleanSupplier totalOutage,
            java.util.function.Consumer<Throwable> onFailure) {
        this.consumer = consumer;
        this.topic = topic;
        this.limits = limits;
        this.load = load;
        this.settler = settler;
        this.handler = handler;
        this.totalOutage = totalOutage;
        this.onFailure = onFailure;
        this.leases = new Leases(consumer, settler, limits.grace(), () -> stopping);
        this.threads = Thread.ofVirtual().name(topic + "-", 0).factory();
    }

    /**
     * Takes records until {@link #stop}; then lets what is in flight finish for the grace and gives up the rest. Or until
     * {@link #leave}, and gives up all at once.
     */
    @Override
    public void run() {
        try (consumer) {
            work();
        }
    }

    private void work() {
        try {
            consumer.subscribe(List.of(topic), leases);
            while (!stopping && !leaving) {
                take(poll());
                regulate();
            }
            if (!leaving) {
                finishWhatIsInFlight();
            }
        } finally {
            // Before the consumer leaves the group: others get the partitions then.
            leases.releaseAll();
        }
    }

    /** Ends {@link #run}. */
    public void stop() {
        stopping = true;
    }

    /** Ends {@link #run}, so that another intake begins where Kafka says. */
    public void leave() {
        leaving = true;
    }

    /** Whether another intake shall go on in its place. */
    public boolean isLeaving() {
        return leaving;
    }

    /**
     * Whether it takes what comes: it is a member of its group, with or without a share of the partitions, and its thread
     * is alive. A Kafka that can't be reached for a while changes nothing: work goes on by itself when it is back.
     */
    public boolean isTaking() {
        Long polled = polledAt;
        return !stopping && polled != null && System.nanoTime() - polled < LONGEST_TURN.toNanos();
    }

    private ConsumerRecords<byte[], byte[]> poll() {
        ConsumerRecords<byte[], byte[]> records = pollOrJoinAgain();
        ConsumerGroupMetadata membership = consumer.groupMetadata();
        settler.membership(membership);
        if (membership.generationId() > 0) {
            polledAt = System.nanoTime();
        }
        return records;
    }

    private ConsumerRecords<byte[], byte[]> pollOrJoinAgain() {
        try {
            return consumer.paused().isEmpty() ? consumer.poll(POLL) : pollWhilePaused();
        } catch (UnknownMemberIdException | StaleMemberEpochException | FencedMemberEpochException e) {
            // It was silent for too long and noticed while it looked for its positions; it joins again by itself.
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("error", e.getMessage())
                    .log("membership ran out");
            return ConsumerRecords.empty();
        } catch (RetriableException e) {
            // Kafka has been away for longer than a consumer waits to hear where it stands. The next poll asks again.
            LOG.atWarn()
                    .addKeyValue("topic", topic)
                    .addKeyValue("error", e.getMessage())
                    .log("Kafka doesn't answer; asking again");
            LockSupport.parkNanos(POLL.toNanos());
            return ConsumerRecords.empty();
        }
    }

    /** A consumer that holds fetched records of a paused partition spins for as long as it may wait (KAFKA-21084). */
    private ConsumerRecords<byte[], byte[]> pollWhilePaused() {
        ConsumerRecords<byte[], byte[]> records = consumer.poll(Duration.ZERO);
        if (records.isEmpty()) {
            LockSupport.parkNanos(PAUSE_WHILE_PAUSED.toNanos());
        }
        return records;
    }

    private void take(ConsumerRecords<byte[], byte[]> records) {
        for (TopicPartition partition : records.partitions()) {
            Lease lease = leases.of(partition);
            for (ConsumerRecord<byte[], byte[]> record : records.records(partition)) {
                if (!take(record, lease)) {
                    consumer.seek(partition, record.offset());
                    blockedSince.putIfAbsent(partition, System.nanoTime());
                    break;
                }
            }
        }
    }

    private boolean take(ConsumerRecord<byte[], byte[]> record, Lease lease) {
        int bytes = Math.max(0, record.serializedKeySize()) + Math.max(0, record.serializedValueSize());
        return switch (lease.arrive(record.offset(), bytes)) {
            case Arrived.Run(Flight flight) -> {
                load.add(flight);
                threads.newThread(() -> run(record, flight)).start();
                yield true;
            }
            case Arrived.FinishedBefore _ -> true;
            case Arrived.Full _ -> false;
        };
    }

    private void run(ConsumerRecord<byte[], byte[]> record, Flight flight) {
        flight.runsOn(Thread.currentThread());
        try {
            settler.offer(flight, handler.handle(record, new Seat(flight, load, settler::isBehind)));
        } catch (InterruptedException e) {
            load.remove(flight);
        } catch (Throwable defect) {
            // Going on would leave this request without an outcome for ever: better to stop and run it again.
            onFailure.accept(defect);
        } finally {
            flight.landed();
        }
    }

    private void regulate() {
        blockedSince.keySet().retainAll(leases.partitions());
        blockedSince.entrySet().removeIf(blocked -> leases.of(blocked.getKey()).fill() < WINDOW_RESUMES_BELOW);
        Set<TopicPartition> pause = load.isFull() ? leases.partitions() : new HashSet<>(blockedSince.keySet());
        makeWay();
        Set<TopicPartition> paused = consumer.paused();
        Set<TopicPartition> resume = leases.partitions();
        resume.retainAll(paused);
        resume.removeAll(pause);
        pause.removeAll(paused);
        consumer.pause(pause);
        consumer.resume(resume);
    }

    /** Where nobody can be called, or nothing be settled, whatever waits may as well wait where it is. */
    private void makeWay() {
        boolean stuck = load.isFullOfRest() || !blockedSince.isEmpty();
        if (!stuck || settler.isBehind() || totalOutage.getAsBoolean()) {
            stuckSince = System.nanoTime();
            return;
        }
        blockedSince.forEach(this::divertAHeadThatBlocksTooLong);
        if (lastedTooLong(stuckSince)) {
            stuckSince = System.nanoTime();
            leases.all().forEach(Intake::divertThoseThatRest);
        }
    }

    private void divertAHeadThatBlocksTooLong(TopicPartition partition, long sinceNanos) {
        if (lastedTooLong(sinceNanos)) {
            // One that waits for its turn gets it: behind it, the others would wait for the same.
            leases.of(partition).head().filter(head -> !head.isQueued()).ifPresent(Flight::divert);
        }
    }

    /** They go to the end of the parked ones, and those behind them get a turn. */
    private static void divertThoseThatRest(Lease lease) {
        lease.resting(MAKE_WAY_AT_ONCE).forEach(Flight::divert);
    }

    private boolean lastedTooLong(long sinceNanos) {
        return System.nanoTime() - sinceNanos >= limits.headPatience().toNanos();
    }

    private void finishWhatIsInFlight() {
        long end = System.nanoTime() + limits.grace().toNanos();
        while (leases.unsettled() > 0 && System.nanoTime() < end) {
            // Polling keeps the membership alive, without which nothing could be settled.
            consumer.pause(leases.partitions());
            take(poll());
        }
    }
}
