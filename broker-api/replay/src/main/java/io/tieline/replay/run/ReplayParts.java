package io.tieline.replay.run;

import io.tieline.platform.KafkaConnection;
import io.tieline.replay.select.Reader;
import io.tieline.routing.Catalogue;
import io.tieline.schemas.AvroSerdes;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * What running replays takes.
 *
 * @param catalogue the one in force
 * @param replyTopics all that replies may be in
 * @param faults told what is about to be done; does nothing but in tests
 */
record ReplayParts(
        KafkaConnection kafka,
        AvroSerdes serdes,
        Supplier<Catalogue> catalogue,
        Targets targets,
        List<String> replyTopics,
        InstantSource clock,
        Consumer<Fault> faults) {
    ReplayParts {
        replyTopics = List.copyOf(replyTopics);
    }

    ReplayClients clients() {
        return new ReplayClients(kafka);
    }

    Reader reader() {
        return Reader.open(kafka, serdes);
    }
}
