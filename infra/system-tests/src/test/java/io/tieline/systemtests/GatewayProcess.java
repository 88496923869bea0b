package io.tieline.systemtests;

import io.tieline.cli.Main;
import io.tieline.dev.ServiceProcess;
import io.tieline.dev.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** A gateway in a process of its own, as operators start it. Used by one thread. */
final class GatewayProcess implements AutoCloseable {
    private static final Pattern PROCESS_ID = Pattern.compile("\"processId\"\\s*:\\s*\"([^\"]+)\"");
    private static final Pattern URL = Pattern.compile("listens at (http://[0-9.:]+[0-9])");

    private final Path stateDir;
    private final ServiceProcess process;

    private GatewayProcess(Path stateDir, ServiceProcess process) {
        this.stateDir = stateDir;
        this.process = process;
    }

    /**
     * Starts one; it answers later.
     *
     * @param name unlike that of any other
     * @param keys file with the API keys
     * @param files folder that all gateways share
     * @param folder where it keeps what is its own
     */
    static GatewayProcess start(String name, Stack stack, Path keys, Path files, Path folder) throws IOException {
        Path config = Files.writeString(folder.resolve(name + ".yaml"), """
                kafka:
                  bootstrap-servers: %s
                  properties:
                    main.consumer.session.timeout.ms: "3000"
                    main.consumer.heartbeat.interval.ms: "300"
                registry:
                  url: %s
                catalogue: %s
                files:
                  folder: %s
                gateway:
                  listen: 127.0.0.1:0
                  keys: %s
                  state-dir: %s
                """.formatted(
                        stack.kafka().bootstrapServers(),
                        stack.registry(),
                        stack.catalogueFile(),
                        files,
                        keys,
                        folder.resolve(name)));
        ServiceProcess process = ServiceProcess.start(
                List.of(Main.class.getName(), "gateway", "--config", config.toString()),
                Files.createFile(folder.resolve(name + ".log")));
        return new GatewayProcess(folder.resolve(name), process);
    }

    /** Whether a member of the group that works for jobs is this one: Kafka Streams names it by an id that it keeps there. */
    boolean isMember(String clientId) throws IOException {
        Path identity = stateDir.resolve("tieline-jobs").resolve("kafka-streams-process-metadata");
        return Files.exists(identity)
                && PROCESS_ID
                        .matcher(Files.readString(identity))
                        .results()
                        .anyMatch(id -> clientId.contains(id.group(1)));
    }

    /** Where the latest one of this name listens, or has listened; empty: none has ever come so far. */
    Optional<URI> url() throws IOException {
        return URL.matcher(Files.readString(process.log()))
                .results()
                .map((MatchResult told) -> URI.create(told.group(1)))
                .reduce((_, later) -> later);
    }

    /** Ends it by SIGKILL; it starts again at once. */
    void kill() throws InterruptedException {
        process.kill();
    }

    /** Ends it by SIGKILL until it is released. */
    void killAndHold() throws InterruptedException {
        process.killAndHold();
    }

    void release() {
        process.release();
    }

    Path log() {
        return process.log();
    }

    @Override
    public void close() {
        process.close();
    }
}
