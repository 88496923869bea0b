package io.tieline.health;

import io.tieline.embedded.ParentWatch;
import io.tieline.platform.KafkaConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A health stream in a process of its own, which can be killed as only the operating system can. */
public final class MortalHealthStream implements AutoCloseable {
    private static final String READY = "has its share of the work";

    private final Process process;

    private MortalHealthStream(Process process) {
        this.process = process;
    }

    /** Starts one and waits until it is ready. */
    static MortalHealthStream start(TestPlatform platform, String application, Path stateDirectory, Path log)
            throws IOException {
        List<String> command = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                ParentWatch.class.getName(),
                MortalHealthStream.class.getName(),
                platform.connection().bootstrapServers(),
                platform.registry().toString(),
                application,
                stateDirectory.toString());
        MortalHealthStream stream = new MortalHealthStream(new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start());
        TestPlatform.await()
                .until(() -> !stream.process.isAlive() || Files.readString(log).contains(READY));
        if (!stream.process.isAlive()) {
            throw new AssertionError("the process ended: " + Files.readString(log));
        }
        return stream;
    }

    /** Entry point of the child. */
    public static void main(String[] args) throws InterruptedException {
        HealthStreamConfig config = new HealthStreamConfig(
                args[2],
                Path.of(args[3]),
                0,
                HealthStreamConfig.of(Path.of(args[3])).listen(),
                null);
        HealthStream stream = HealthStream.start(
                config, TestPlatform.impatient(KafkaConnection.to(args[0])), TestPlatform.serdes(URI.create(args[1])));
        if (stream.awaitReady(TestPlatform.PATIENCE)) {
            System.out.println(READY);
        }
        new CountDownLatch(1).await();
    }

    /** Ends it at once: it can neither write nor say anything any more. */
    void kill() throws InterruptedException {
        if (!process.destroyForcibly().waitFor(10, TimeUnit.SECONDS)) {
            throw new AssertionError("process " + process.pid() + " outlives its death");
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
