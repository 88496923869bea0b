package io.tieline.dispatcher;

import io.tieline.dispatcher.intake.Intake;
import io.tieline.dispatcher.intake.IntakeLimits;
import io.tieline.dispatcher.intake.Load;
import io.tieline.dispatcher.intake.RequestHandler;
import io.tieline.dispatcher.settle.GroupOffsets;
import io.tieline.dispatcher.settle.Settler;
import io.tieline.dispatcher.settle.Transactions;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One topic of requests being worked on: a thread that takes them, and a thread that settles them. */
final class Lane {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final String topic;
    private final Supplier<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>> members;
    private final Function<org.apache.kafka.clients.consumer.Consumer<byte[], byte[]>, Intake> intakes;
    private final Settler settler;
    private final Thread intakeThread;
    private final Thread settleThread;
    private volatile Intake intake;
    private volatile boolean stopping;

    /** Starts working. */
    Lane(
            String topic,
            DispatcherConfig config,
            KafkaClients clients,
            GroupOffsets groupOffsets,
            RequestHandler handler,
            BooleanSupplier totalOutage,
            Consumer<Throwable> onFailure) {
        this.topic = topic;
        DispatcherConfig.Limits limits = config.limits();
        IntakeLimits intakeLimits = new IntakeLimits(
                limits.inFlight(), limits.inFlightBytes().bytes(), config.grace(), config.headPatience());
        Load load = new Load(intakeLimits);
        String transactionalId = "tieline-" + config.workerId() + "-" + topic;
        Transactions transactions = new Transactions(() -> clients.settling(transactionalId));
        members = () -> clients.intake(config.groupOf(topic), Math.clamp(limits.inFlight() / 4, 1, 500));
        var member = members.get();
        settler = new Settler(transactions, groupOffsets, member.groupMetadata(), load::remove, this::joinAnew);
        intakes = consumer -> new Intake(consumer, topic, intakeLimits, load, settler, handler, totalOutage, onFailure);
        intake = intakes.apply(member);
        settleThread = start("settle-" + topic, settler, onFailure);
        intakeThread = start("intake-" + topic, this::take, onFailure);
    }

    private static Thread start(String name, Runnable work, Consumer<Throwable> onFailure) {
        return Thread.ofPlatform().name(name).start(() -> {
            try {
                work.run();
            } catch (Throwable failure) {
                onFailure.accept(failure);
            }
        });
    }

    /** What is known of the partitions is of no use any more. */
    private void joinAnew() {
        intake.leave();
    }

    /** A consumer whose group is forgotten never joins again, another one makes the group anew. */
    private void take() {
        while (true) {
            try {
                intake.run();
                if (!intake.isLeaving()) {
                    return;
                }
            } catch (GroupIdNotFoundException e) {
                LOG.atWarn()
                        .addKeyValue("topic", topic)
                        .addKeyValue("error", e.getMessage())
                        .log("Kafka has forgotten the group; joining anew");
            }
            if (stopping) {
                return;
            }
            intake = intakes.apply(members.get());
            if (stopping) {
                intake.stop();
            }
        }
    }

    /** Whether requests are taken. */
    boolean isTaking() {
        return intake.isTaking();
    }

    /** Begins to stop: nothing more is taken, and a Kafka that can't be reached is waited for no longer. */
    void stop() {
        stopping = true;
        intake.stop();
        settler.giveUpWhenUnreachable();
    }

    /** Waits until what was in flight is settled or given up. */
    void awaitEnd() throws InterruptedException {
        intakeThread.join();
        settler.stop();
        settleThread.join();
    }
}
