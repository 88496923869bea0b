package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.backend.ProcessPart;
import io.tieline.systemtests.backend.TestCatalogue;
import io.tieline.systemtests.rig.GatewayTraffic;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.systemtests.rig.Vitals;
import io.tieline.testing.schedule.Planned;
import io.tieline.testing.schedule.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * All faults mixed, by a seed, under a mixed load.
 *
 * @param perSecond requests a second, over all kinds
 * @param planned the faults; empty: those of the seed
 * @param out told the schedule and, each minute, how it goes
 */
public record Soak(
        long seed, Duration length, int perSecond, Optional<Schedule> planned, Vitals vitals, Consumer<String> out)
        implements Scenario {
    private static final Duration LOOK_EVERY = Duration.ofMinutes(1);

    @Override
    public String name() {
        return "soak";
    }

    @Override
    public String what() {
        return "all faults mixed by seed %d for %d minutes at %d requests a second"
                .formatted(seed, length.toMinutes(), perSecond);
    }

    /** Kafka's forgotten transactions are ended after 90 s. */
    @Override
    public Duration aftermath() {
        return Duration.ofSeconds(95);
    }

    @Override
    public void play(Rig rig) throws Exception {
        SoakFaults faults = new SoakFaults(rig);
        Schedule schedule = planned.orElseGet(() -> faults.schedule(seed, length));
        faults.requireKnown(schedule);
        out.accept(schedule.faults().size() + " faults: at-millis fault part duration-millis\n" + schedule);
        Queue<String> troubles = new ConcurrentLinkedQueue<>();
        List<Traffic> load = load(rig);
        GatewayTraffic callers = new GatewayTraffic(rig, share());
        long begin = System.nanoTime();
        List<Thread> threads = new ArrayList<>();
        for (Planned planned : schedule.faults()) {
            threads.add(Thread.ofVirtual().name("fault").start(() -> run(faults, planned, begin, troubles)));
        }
        while (System.nanoTime() - begin < length.toNanos()) {
            Thread.sleep(LOOK_EVERY);
            vitals.look(processes(rig.backend()));
            out.accept("%d min: %,d published, %,d open"
                    .formatted(
                            (System.nanoTime() - begin) / 60_000_000_000L,
                            rig.load().published(),
                            rig.open()));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        load.forEach(Traffic::close);
        callers.close();
        if (!troubles.isEmpty()) {
            throw new IllegalStateException("faults could not be made: " + troubles);
        }
    }

    private List<Traffic> load(Rig rig) {
        List<Traffic> load = new ArrayList<>();
        int share = share();
        load.add(rig.load().start(Kind.USUAL, share * 3));
        load.add(rig.load().start(Kind.USUAL.of("other").interactive(), share * 2));
        load.add(rig.load().start(Kind.USUAL.of("bound").within("eu"), share));
        for (String endpoint : TestCatalogue.endpoints().subList(1, 4)) {
            load.add(rig.load().start(Kind.USUAL.on(TestCatalogue.routeOf(endpoint)), share));
        }
        return load;
    }

    /** A tenth of the load. */
    private int share() {
        return Math.max(1, perSecond / 10);
    }

    private static void run(SoakFaults faults, Planned planned, long begin, Queue<String> troubles) {
        try {
            long wait = planned.at().toNanos() - (System.nanoTime() - begin);
            Thread.sleep(Duration.ofNanos(Math.max(0, wait)));
            faults.make(planned);
        } catch (Exception e) {
            troubles.add(planned + ": " + e);
        }
    }

    private static List<ProcessPart> processes(Backend backend) {
        return backend instanceof ProcessBackend processes ? processes.services() : List.of();
    }
}
