package io.tieline.replay.run;

import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Runs replays in a process of its own, to be killed; it ends by itself when the one that started it does. */
final class RunnerProcess {
    private RunnerProcess() {}

    static Process start(TestBroker broker) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "-cp",
                        System.getProperty("java.class.path"),
                        RunnerProcess.class.getName(),
                        broker.connection().bootstrapServers(),
                        broker.registry().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
    }

    /** Given: where Kafka and the registry are. */
    public static void main(String[] args) throws IOException {
        AvroSerdes serdes = AvroSerdes.connect(URI.create(args[1]));
        serdes.warmUp(Duration.ofSeconds(60));
        try (ReplayRunner _ = ReplayRunner.start(
                KafkaConnection.to(args[0]),
                serdes,
                () -> Fleet.CATALOGUE,
                _ -> Optional.empty(),
                List.of(Topics.REPLIES.name()))) {
            int _ = System.in.read();
        }
    }
}
