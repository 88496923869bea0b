package io.tieline.replay.run;

import io.tieline.platform.KafkaConnection;
import io.tieline.routing.Catalogue;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.RegistryException;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.ReplayCommand;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands ready to run the replays: of all that do, the one that gets the partition of the orders does it. The topics must
 * exist before it starts. Thread-safe.
 */
public final class ReplayRunner implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ReplayRunner.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration IDLE = Duration.ofMillis(250);
    private static final Duration BUSY = Duration.ofMillis(10);
    private static final Duration CLOSING = Duration.ofSeconds(5);
    private static final TopicPartition ORDERS =
            new TopicPartition(Topics.REPLAY_COMMANDS.name(), KafkaReplayDesk.PARTITION);

    private final ReplayParts parts;
    private final Thread thread;
    private volatile boolean stopped;

    private ReplayRunner(ReplayParts parts) {
        this.parts = parts;
        this.thread = Thread.ofPlatform().name("replays").daemon().unstarted(this::run);
    }

    /**
     * Starts it and returns at once.
     *
     * @param catalogue the one in force
     * @param health the newest record of an endpoint
     * @param replyTopics all that replies may be in
     */
    public static ReplayRunner start(
            KafkaConnection kafka,
            AvroSerdes serdes,
            Supplier<Catalogue> catalogue,
            Function<String, Optional<ProviderHealth>> health,
            Collection<String> replyTopics) {
        return start(new ReplayParts(
                kafka,
                serdes,
                catalogue,
                new Targets(health),
                List.copyOf(replyTopics),
                InstantSource.system(),
                _ -> {}));
    }

    static ReplayRunner start(ReplayParts parts) {
        ReplayRunner runner = new ReplayRunner(parts);
        runner.thread.start();
        return runner;
    }

    private void run() {
        while (!stopped) {
            try {
                untilItFails();
                if (!stopped) {
                    Thread.sleep(PAUSE);
                }
            } catch (InterruptedException | InterruptException e) {
                // Being stopped is the only reason; the loop knows.
                Thread.currentThread().interrupt();
            }
        }
    }

    private void untilItFails() {
        try (Seat seat = new Seat(parts)) {
            while (!stopped) {
                seat.step();
            }
        } catch (InterruptException e) {
            throw e;
        } catch (KafkaException | RegistryException e) {
            LOG.atWarn()
                    .addKeyValue("error", e.getMessage())
                    .log("replays can't be run; beginning again with what is committed");
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a defect in the running of replays; beginning again with what is committed");
        }
    }

    /** A member of the group, and the owner as long as the partition is its own. */
    private static final class Seat implements ConsumerRebalanceListener, AutoCloseable {
        private final ReplayParts parts;
        private final Consumer<byte[], byte[]> commands;
        private @Nullable ReplayOwner owner;
        private boolean working;

        Seat(ReplayParts parts) {
            this.parts = parts;
            this.commands = parts.clients().taking();
            commands.subscribe(List.of(Topics.REPLAY_COMMANDS.name()), this);
        }

        /** Before it is asked how far orders have been obeyed: the owner before can't say more then. */
        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (partitions.contains(ORDERS)) {
                ReplayOwner next = new ReplayOwner(parts, commands);
                owner = next;
                next.takeOver();
            }
        }

        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            if (!partitions.contains(ORDERS)) {
                return;
            }
            if (working) {
                throw new KafkaException("the partition went to another while topics were looked through");
            }
            leave();
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            onPartitionsRevoked(partitions);
        }

        private void leave() {
            if (owner != null) {
                owner.close();
                owner = null;
            }
        }

        void step() {
            for (ConsumerRecord<byte[], byte[]> record :
                    commands.poll(owner == null || !owner.isBusy() ? IDLE : BUSY)) {
                if (owner != null && record.partition() == KafkaReplayDesk.PARTITION) {
                    owner.obey(ORDERS, record.offset(), read(record));
                }
            }
            if (owner != null) {
                working = true;
                try {
                    owner.step();
                } finally {
                    working = false;
                }
            }
        }

        private Optional<ReplayCommand> read(ConsumerRecord<byte[], byte[]> record) {
            return switch (parts.serdes().decode(Topics.REPLAY_COMMANDS, record.value())) {
                case Decoded.Value<ReplayCommand>(ReplayCommand command) -> Optional.of(command);
                case Decoded.Undecodable<ReplayCommand>(String reason) -> {
                    LOG.atWarn()
                            .addKeyValue("offset", record.offset())
                            .addKeyValue("reason", reason)
                            .log("an order to a replay can't be read; passed over");
                    yield Optional.empty();
                }
                case Decoded.RegistryAway<ReplayCommand>(String reason) ->
                    throw new KafkaException("an order to a replay waits for the registry: " + reason);
            };
        }

        @Override
        public void close() {
            leave();
            commands.close(CloseOptions.timeout(Duration.ofSeconds(1)));
        }
    }

    /** Another one takes over at once. */
    @Override
    public void close() {
        stopped = true;
        try {
            if (!thread.join(CLOSING)) {
                thread.interrupt();
                boolean _ = thread.join(CLOSING);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
