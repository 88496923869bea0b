package io.tieline.systemtests.scenario;

import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.Part;
import io.tieline.systemtests.rig.Copies;
import io.tieline.systemtests.rig.Kind;
import io.tieline.systemtests.rig.Rig;
import io.tieline.systemtests.rig.Traffic;
import io.tieline.testing.proxy.Toxic;
import java.time.Duration;

/**
 * Each broker is killed and started again, the next one when all copies are there again, and a dispatcher loses sight of
 * Kafka.
 *
 * @param dead how long a broker is dead
 * @param unseen how long nothing comes through between the dispatcher and Kafka
 */
record BrokerKilled(Duration dead, Duration unseen) implements Scenario {
    @Override
    public String name() {
        return "broker-killed";
    }

    @Override
    public String what() {
        return "a broker is killed and started again, then nothing comes through between a dispatcher and Kafka";
    }

    @Override
    public void play(Rig rig) throws Exception {
        Faulty faulty = new Faulty(rig);
        try (Traffic _ = rig.load().start(Kind.USUAL, 20)) {
            Thread.sleep(Duration.ofSeconds(2));
            for (Part broker : rig.backend().brokers()) {
                faulty.kill(broker, dead);
                Copies.awaitWhole(rig.backend().kafka());
                rig.load().awaitAnswers(20);
            }
            if (rig.backend().links().containsKey(Backend.KAFKA_OF_FIRST)) {
                faulty.harm(Backend.KAFKA_OF_FIRST, new Toxic.Blackhole(), "blackhole", unseen);
            }
            Thread.sleep(Duration.ofSeconds(2));
        }
    }
}
