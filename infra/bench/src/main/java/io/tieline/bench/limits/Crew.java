package io.tieline.bench.limits;

import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.DemoModels;
import io.tieline.dev.ServiceProcess;
import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import io.tieline.embedded.Directories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Kafka, registry and simulated providers within this process, and dispatchers as processes of their own, all of whose
 * requests go to one endpoint.
 */
final class Crew implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(30);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final Stack stack;
    private final Path folder;
    private final Path catalogue;
    private final List<ServiceProcess> dispatchers = new ArrayList<>();

    /**
     * Starts it.
     *
     * @param limits of the endpoint, as the catalogue has them: {@code requests-per-minute: 600, concurrency: 20}
     */
    Crew(int size, String limits) {
        folder = Directories.temporary();
        parts.push(() -> Directories.delete(folder));
        stack = opened(Stack.start(StackOptions.fresh().withoutServices(), step -> {}));
        catalogue = catalogue(limits);
        for (int i = 0; i < size; i++) {
            addDispatcher();
        }
    }

    private Path catalogue(String limits) {
        try {
            String all = Files.readString(stack.catalogueFile());
            return Files.writeString(
                    folder.resolve("catalogue.yaml"),
                    all.replaceFirst("limits: \\{[^}]*}", "limits: { " + limits + " }")
                            .replaceFirst("candidates: \\[[^]]*]", "candidates: [" + endpoint() + "]"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /** One more. */
    ServiceProcess addDispatcher() {
        String name = "dispatcher-" + (dispatchers.size() + 1);
        try {
            String config = Files.readString(stack.configFile())
                    .replace("worker-id: embedded", "worker-id: " + name)
                    .replaceFirst("catalogue: .*", "catalogue: '" + catalogue + "'");
            Path file = Files.writeString(folder.resolve(name + ".yaml"), config);
            ServiceProcess dispatcher = opened(ServiceProcess.start(
                    List.of("io.tieline.cli.Main", "dispatcher", "--config", file.toString()),
                    folder.resolve(name + ".log")));
            dispatchers.add(dispatcher);
            return dispatcher;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A client of one tenant. */
    TielineClient client(String tenant) {
        return opened(TielineClient.connect(ClientConfig.builder(stack.kafka().bootstrapServers(), stack.registry())
                .tenant(tenant)
                .defaultDeadline(DEADLINE)
                .build()));
    }

    Stack stack() {
        return stack;
    }

    /** Id of the endpoint. */
    static String endpoint() {
        return DemoModels.primary();
    }

    static Request request(String text) {
        return Request.on("summarize")
                .lane(Lane.BATCH)
                .user(text + " Kafka keeps requests until somebody has answered them.")
                .maxOutputTokens(60)
                .truncationAllowed(true)
                .build();
    }

    @Override
    public void close() {
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                System.err.println("a part could not be closed: " + e);
            }
        }
    }
}
