package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.Build;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.backend.ProcessPart;
import io.tieline.systemtests.rig.GatewayCalls;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Tieline begins as an older build, which leaves behind whatever it can: offset maps, parked requests, health that is bad,
 * spend, dead letters, a replay and a job in the middle, answers that may be asked for again. Then each part is replaced by
 * this build, in the order that operators go by, and must go on with all of it.
 */
record Upgrade() implements Scenario {
    private static final int HEADS = 12;
    private static final int BEHIND_HEADS = 100;

    @Override
    public String name() {
        return "upgrade";
    }

    @Override
    public String what() {
        return "every part of an older build is replaced by this one, under load: it reads all that the old one wrote";
    }

    @Override
    public boolean fits(Backend backend) {
        return backend instanceof ProcessBackend processes && processes.beganWithOlder();
    }

    @Override
    public void play(Rig rig) throws Exception {
        ProcessBackend backend = (ProcessBackend) rig.backend();
        Faulty faulty = new Faulty(rig);
        try (GatewayCalls calls = new GatewayCalls();
                Traffic _ = rig.load().start(Kind.USUAL, 20)) {
            rig.awaitWorkers();
            OldOutage outage = OldOutage.begin(rig, backend, faulty, calls);
            OldOrders orders = OldOrders.give(rig, backend, calls);
            replaceDispatchers(rig, backend);
            replaceOthers(rig, backend, outage, orders);
            outage.end();
            orders.awaitEnd();
            orders.refused().forEach(rig::excuse);
        } catch (IOException e) {
            throw new IllegalStateException("what had to be known is refused: " + e.getMessage(), e);
        }
    }

    /** What the first and the second commit past heads that take long, the next has to go by. */
    private static void replaceDispatchers(Rig rig, ProcessBackend backend) throws Exception {
        Faulty heads = new Faulty(rig);
        for (int i = 0; i < HEADS; i++) {
            String head = rig.load().announce();
            heads.poison(head, "hang");
            rig.load().publish(head, Kind.USUAL);
        }
        rig.load().awaitAnswers(BEHIND_HEADS);
        for (ProcessPart dispatcher : backend.processes()) {
            if (rig.offsetMaps() == 0) {
                throw new IllegalStateException(
                        "no offset map is committed before " + dispatcher.name() + " is replaced");
            }
            rig.awaitCallOf(dispatcher, replace(rig, dispatcher));
        }
        heads.cure();
    }

    private static void replaceOthers(Rig rig, ProcessBackend backend, OldOutage outage, OldOrders orders)
            throws Exception {
        outage.requireKnown(replace(rig, backend.healthStream()));
        replace(rig, backend.gateway());
        orders.requireKnown();
        // Once more, from what the old ones wrote to Kafka alone.
        outage.requireKnown(replaceEmptied(rig, backend, backend.healthStream()));
        replaceEmptied(rig, backend, backend.gateway());
        orders.requireKnown();
    }

    /** When the old one was gone. */
    private static Instant replace(Rig rig, ProcessPart part) throws IOException {
        return replace(rig, part, Optional.empty());
    }

    /** The same without what it keeps beside Kafka. */
    private static Instant replaceEmptied(Rig rig, ProcessBackend backend, ProcessPart part) throws IOException {
        return replace(rig, part, Optional.of(backend.stateOf(part)));
    }

    private static Instant replace(Rig rig, ProcessPart part, Optional<Path> without) throws IOException {
        rig.faultBegins("restart", part.name());
        part.stop();
        Instant gone = Instant.now();
        if (without.isPresent()) {
            delete(without.get());
        }
        part.use(Build.current());
        part.start();
        rig.faultEnds("restart", part.name());
        return gone;
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
