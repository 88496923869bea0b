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

/** One topic of requests being worked on: a thread that takes them, and a thread that settles them. */
final class Lane {
    private final Intake intake;
    private final Settler settler;
    private final Thread intakeThread;
    private final Thread settleThread;

    /** Starts working. */
    Lane(
            String topic,
            DispatcherConfig config,
            KafkaClients clients,
            GroupOffsets groupOffsets,
            RequestHandler handler,
            BooleanSupplier totalOutage,
            Consumer<Throwable> onFailure) {
        DispatcherConfig.Limits limits = config.limits();
        IntakeLimits intakeLimits = new IntakeLimits(
                limits.inFlight(), limits.inFlightBytes().bytes(), config.grace(), config.headPatience());
        Load load = new Load(intakeLimits);
        String transactionalId = "tieline-" + config.workerId() + "-" + topic;
        Transactions transactions = new Transactions(() -> clients.settling(transactionalId));
        var consumer = clients.intake(config.groupOf(topic), Math.clamp(limits.inFlight() / 4, 1, 500));
        settler = new Settler(transactions, groupOffsets, consumer.groupMetadata(), load::remove);
        intake = new Intake(consumer, topic, intakeLimits, load, settler, handler, totalOutage, onFailure);
        settleThread = start("settle-" + topic, settler, onFailure);
        intakeThread = start("intake-" + topic, intake, onFailure);
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

    /** Whether requests are taken. */
    boolean isTaking() {
        return intake.isTaking();
    }

    /** Begins to stop: nothing more is taken, and a Kafka that can't be reached is waited for no longer. */
    void stop() {
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
