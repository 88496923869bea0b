package io.tieline.dispatcher.settle;

import io.tieline.dispatcher.settle.Transactions.Refusal;
import io.tieline.dispatcher.window.Flight;
import io.tieline.dispatcher.window.Lease;
import io.tieline.dispatcher.window.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Settles finished requests of one lane: takes all that finished meanwhile, and writes their records and the offsets
 * that they finish in one Kafka transaction.
 *
 * <p>Guarantees: an outcome becomes visible together with its offset or not at all; nothing of a partition enters a
 * transaction once {@link #release} for it has returned. If a transaction fails, the same outcomes are tried again as
 * long as the partition is owned. If it can't be known whether a transaction took effect, the committed offsets tell.
 *
 * <p>One thread runs {@link #run}; the other methods are safe for use by any.
 */
public final class Settler implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Settler.class);
    private static final int MOST_AT_ONCE = 2_000;
    private static final Duration RETRY_PAUSE = Duration.ofMillis(50);

    /**
     * Before another commit, one that is older is looked at again, as long as nothing else has shown that it counts: after a
     * minute and a half, others take it for forgotten if Kafka does.
     */
    private static final Duration IN_DOUBT_AFTER = Duration.ofMinutes(1);

    /** Two or three elections of a leader: docs/decisions/0028. */
    private static final Duration BEHIND_AFTER = Duration.ofSeconds(10);

    private final Transactions transactions;
    private final ForwardOffsets groupOffsets;
    private final Consumer<Flight> onDone;
    private final Runnable onUndone;
    private final LongSupplier nanoClock;
    private final BlockingQueue<Entry> finished = new LinkedBlockingQueue<>();

    /** Held while a transaction is under way, so that giving up a partition waits for its end. */
    private final ReentrantLock settling = new ReentrantLock(true);

    /** Finished in their windows but not known to be durable. Guarded by {@link #settling}. */
    private List<Entry> pending = new ArrayList<>();

    /** Whether some of the pending ones may be durable already. Guarded by {@link #settling}. */
    private boolean fateUnknown;

    /** What the last commit was of, and when (nano time); empty where it is certain. Guarded by {@link #settling}. */
    private Set<Lease> lastSettled = Set.of();

    private long lastSettledAt;

    /** Since when some are pending (nano time). */
    private volatile @Nullable Long pendingSince;

    private volatile ConsumerGroupMetadata group;
    private volatile boolean stopping;

    private record Entry(Flight flight, Settlement settlement, boolean isSmall) {
        Entry smaller() {
            return new Entry(flight, new Settlement(settlement.smaller().get(), List::of), true);
        }

        Entry without(int record) {
            List<ProducerRecord<byte[], byte[]>> others = new ArrayList<>(settlement.records());
            others.remove(record);
            return new Entry(flight, new Settlement(others, List::of), true);
        }
    }

    /**
     * Makes a settler.
     *
     * @param onDone told of every flight that was handed over, once its outcome is durable or has vanished with its partition
     * @param onUndone told where Kafka has undone what it had acknowledged: partitions are given up, and to be taken anew
     */
    public Settler(
            Transactions transactions,
            GroupOffsets groupOffsets,
            ConsumerGroupMetadata group,
            Consumer<Flight> onDone,
            Runnable onUndone) {
        this(transactions, groupOffsets, group, onDone, onUndone, System::nanoTime);
    }

    Settler(
            Transactions transactions,
            GroupOffsets groupOffsets,
            ConsumerGroupMetadata group,
            Consumer<Flight> onDone,
            Runnable onUndone,
            LongSupplier nanoClock) {
        this.transactions = transactions;
        this.groupOffsets = new ForwardOffsets(groupOffsets);
        this.group = group;
        this.onDone = onDone;
        this.onUndone = onUndone;
        this.nanoClock = nanoClock;
    }

    /** Hands over an outcome. */
    public void offer(Flight flight, Settlement settlement) {
        finished.add(new Entry(flight, settlement, false));
    }

    /**
     * Whether outcomes have waited for Kafka for so long that there should be no more for now: others may have the requests,
     * and answer them too.
     */
    public boolean isBehind() {
        Long since = pendingSince;
        return since != null && nanoClock.getAsLong() - since >= BEHIND_AFTER.toNanos();
    }

    /** The newest membership of the consumer, without which Kafka refuses the offsets. */
    public void membership(ConsumerGroupMetadata newest) {
        group = newest;
    }

    /**
     * What is committed for the group, once no transaction over it is open any more.
     *
     * @throws KafkaException if that can't be said now, or is less than was committed already
     */
    public Map<TopicPartition, Position> committed(Set<TopicPartition> partitions) {
        return groupOffsets.committed(partitions).positions();
    }

    /** Gives partitions up. Returns once no transaction can hold anything of theirs any more. */
    public void release(Collection<Lease> leases) {
        settling.lock();
        try {
            for (Lease lease : leases) {
                int abandoned = lease.close();
                LOG.atInfo()
                        .addKeyValue("partition", lease.partition())
                        .addKeyValue("abandoned", abandoned)
                        .log("partition given up");
            }
        } finally {
            settling.unlock();
        }
    }

    /** From now on {@link #run} ends with an exception where it would wait for Kafka to come back. */
    public void giveUpWhenUnreachable() {
        transactions.giveUpWhenUnreachable();
    }

    /** Ends {@link #run} after what is in progress. */
    public void stop() {
        stopping = true;
    }

    /** Settles until {@link #stop}. Throws only what can't be mended by trying again. */
    @Override
    public void run() {
        try {
            while (!stopping) {
                Entry first = finished.poll(100, TimeUnit.MILLISECONDS);
                if (first != null || hasPending()) {
                    settle(first == null ? List.of() : List.of(first));
                }
            }
        } catch (ProducerFencedException e) {
            throw new IllegalStateException(
                    "another dispatcher with the same worker-id has started, or this one stood still in the middle of a"
                            + " transaction until Kafka ended it",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            transactions.close();
        }
    }

    private boolean hasPending() {
        settling.lock();
        try {
            return !pending.isEmpty();
        } finally {
            settling.unlock();
        }
    }

    private void settle(List<Entry> first) throws InterruptedException {
        settling.lock();
        try {
            collect(first);
            fateUnknown |= !pending.isEmpty() && isLastInDoubt();
            if (fateUnknown) {
                leaveOutWhatTookEffect();
                fateUnknown = false;
            }
            if (!pending.isEmpty()) {
                commitPending();
            }
        } catch (ProducerFencedException | AuthorizationException e) {
            throw e;
        } catch (KafkaException e) {
            mend(e);
        } finally {
            noteWhetherSomeArePending();
            settling.unlock();
        }
    }

    private void noteWhetherSomeArePending() {
        if (pending.isEmpty()) {
            pendingSince = null;
        } else if (pendingSince == null) {
            pendingSince = nanoClock.getAsLong();
        }
    }

    /** Moves what finished meanwhile to the pending ones; what is no longer owned vanishes here. */
    private void collect(List<Entry> first) {
        List<Entry> fresh = new ArrayList<>(first);
        finished.drainTo(fresh, Math.max(0, MOST_AT_ONCE - pending.size()));
        fresh.removeIf(this::vanishes);
        pending.removeIf(this::vanishes);
        fresh.forEach(entry -> entry.flight().lease().finish(entry.flight()));
        pending.addAll(fresh);
        noteWhetherSomeArePending();
    }

    private boolean vanishes(Entry entry) {
        boolean gone = !entry.flight().lease().isOpen();
        if (gone) {
            onDone.accept(entry.flight());
        }
        return gone;
    }

    private void commitPending() {
        Map<TopicPartition, Position> positions =
                leases().stream().collect(Collectors.toMap(Lease::partition, Lease::position));
        Optional<Refusal> tooLarge = transactions.run(
                pending.stream().map(entry -> entry.settlement().records()).toList(), offsets(positions), group);
        if (tooLarge.isPresent()) {
            makeSmaller(tooLarge.get());
            return;
        }
        groupOffsets.tookEffect(positions);
        lastSettled = leases();
        lastSettledAt = nanoClock.getAsLong();
        List<Entry> done = pending;
        pending = new ArrayList<>();
        done.forEach(this::settled);
    }

    /** In the end nothing but the offset may be left: one request must not end the lane for all the others. */
    private void makeSmaller(Refusal refusal) {
        Entry entry = pending.get(refusal.group());
        LOG.atError()
                .addKeyValue("partition", entry.flight().lease().partition())
                .addKeyValue("offset", entry.flight().offset())
                .addKeyValue(
                        "topic",
                        entry.settlement().records().get(refusal.record()).topic())
                .log(
                        entry.isSmall()
                                ? "Kafka refused even the smallest record for its size; it is left out:"
                                        + " raise max.message.bytes of the topic"
                                : "Kafka refused an outcome for its size; a smaller one takes its place");
        pending.set(refusal.group(), entry.isSmall() ? entry.without(refusal.record()) : entry.smaller());
    }

    private static Map<TopicPartition, OffsetAndMetadata> offsets(Map<TopicPartition, Position> positions) {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        positions.forEach((partition, position) ->
                offsets.put(partition, new OffsetAndMetadata(position.offset(), position.metadata())));
        return offsets;
    }

    /** Requests of an undone commit have no reply any more, and nobody here remembers them: they are taken in anew. */
    private void giveUpWhatWasUndone(Set<Lease> leases, Set<TopicPartition> undone) {
        List<Lease> going = leases.stream()
                .filter(lease -> undone.contains(lease.partition()))
                .toList();
        if (!going.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("partitions", undone)
                    .log("Kafka has undone a commit that it had acknowledged; beginning anew there");
            release(going);
            pending.removeIf(this::vanishes);
            onUndone.run();
        }
    }

    private Set<Lease> leases() {
        return pending.stream().map(entry -> entry.flight().lease()).collect(Collectors.toCollection(HashSet::new));
    }

    private void settled(Entry entry) {
        entry.flight().lease().settled(entry.flight());
        onDone.accept(entry.flight());
    }

    private void mend(KafkaException failure) throws InterruptedException {
        // A stale member epoch is cured by the consumer's next heartbeat; a lost partition by its lease being closed.
        boolean refused = failure instanceof CommitFailedException;
        LOG.atWarn()
                .setCause(refused ? null : failure)
                .addKeyValue("outcomes", pending.size())
                .addKeyValue("error", failure.getMessage())
                .log("could not settle; trying again");
        if (!fateUnknown && !transactions.rollBack()) {
            transactions.renew();
            fateUnknown = true;
        }
        Thread.sleep(RETRY_PAUSE);
    }

    private boolean isLastInDoubt() {
        return !lastSettled.isEmpty() && nanoClock.getAsLong() - lastSettledAt >= IN_DOUBT_AFTER.toNanos();
    }

    private void leaveOutWhatTookEffect() {
        Set<Lease> asked = leases();
        lastSettled.stream().filter(Lease::isOpen).forEach(asked::add);
        ForwardOffsets.Told told =
                groupOffsets.committed(asked.stream().map(Lease::partition).collect(Collectors.toSet()));
        lastSettled = Set.of();
        giveUpWhatWasUndone(asked, told.undone());
        List<Entry> open = new ArrayList<>();
        for (Entry entry : pending) {
            Position position = told.positions().get(entry.flight().lease().partition());
            if (position != null && position.tellsFinished(entry.flight().offset())) {
                settled(entry);
            } else {
                open.add(entry);
            }
        }
        pending = open;
    }
}
