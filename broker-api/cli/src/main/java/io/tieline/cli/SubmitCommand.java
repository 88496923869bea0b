package io.tieline.cli;

import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Reply;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.ProgressLine;
import io.tieline.schemas.avro.InferenceReply;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Submits files as requests. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Submit each file as one request and print the answers.")
final class SubmitCommand implements Callable<Integer> {
    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(arity = "1..*", paramLabel = "FILE|FOLDER", description = "Text files, or folders of them.")
    private List<Path> files = List.of();

    @Option(
            names = "--route",
            defaultValue = "summarize",
            description = "What is asked for: a route of the catalogue. Default: ${DEFAULT-VALUE}.")
    private String route = "summarize";

    @Option(
            names = "--instruction",
            paramLabel = "TEXT",
            defaultValue = "Summarise the following text in a few sentences.",
            description = "What the model is told to do. Default: '${DEFAULT-VALUE}'")
    private String instruction = "";

    @Option(names = "--tenant", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}.")
    private String tenant = "default";

    @Option(
            names = "--lane",
            paramLabel = "interactive|batch",
            defaultValue = "batch",
            description = "Default: ${DEFAULT-VALUE}.")
    private Lane lane = Lane.BATCH;

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            defaultValue = "10m",
            description = "After this an answer is of no use. Default: ${DEFAULT-VALUE}.")
    private Duration deadline = Duration.ofMinutes(10);

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description = "Write each answer to a file there instead of printing it.")
    private @Nullable Path out;

    private int failed;

    @Override
    public Integer call() throws Exception {
        TielineConfig settings = config.read();
        List<Path> inputs = expand(files);
        ClientConfig clientConfig = ClientConfig.builder(
                        settings.kafka().bootstrapServers(), settings.registry().url())
                .kafka(settings.kafka().properties())
                .tenant(tenant)
                .build();
        Instant end = Instant.now().plus(deadline);
        List<Request> requests = new ArrayList<>();
        for (Path input : inputs) {
            requests.add(request(input, end));
        }
        ProgressLine progress = new ProgressLine(System.err, Terminal.isPresent(), requests.size());
        List<Reply> replies = new ArrayList<>();
        try (TielineClient client = TielineClient.connect(clientConfig)) {
            client.submitAll(requests, reply -> {
                replies.add(reply);
                progress.show(replies.size(), "");
            });
        }
        progress.end(replies.size(), "");
        replies.forEach(this::deliver);
        return failed == 0 ? 0 : 1;
    }

    private Request request(Path input, Instant end) {
        try {
            return Request.on(route)
                    .lane(lane)
                    .system(instruction)
                    .user(Files.readString(input))
                    .deadline(end)
                    .attributes(Map.of("file", input.toString()))
                    .build();
        } catch (IOException e) {
            throw new IllegalArgumentException(input + ": can't be read as UTF-8 text: " + e.getMessage(), e);
        }
    }

    private static List<Path> expand(List<Path> paths) {
        List<Path> inputs = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(path + ": there is no such file or folder");
            }
            try (Stream<Path> walk = Files.walk(path)) {
                walk.filter(Files::isRegularFile).sorted().forEach(inputs::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return inputs;
    }

    private void deliver(Reply reply) {
        InferenceReply record = reply.record();
        String file = record.getAttributes().getOrDefault("file", record.getRequestId());
        if (record.getText() == null) {
            failed++;
            System.err.printf(
                    "%s: %s, %s: %s%n",
                    file,
                    record.getOutcome(),
                    record.getError().getCode(),
                    record.getError().getMessage());
        } else if (out == null) {
            System.out.printf(
                    "%s (%s, %.6f USD)%n%s%n%n",
                    file, record.getServedBy().getEndpointId(), record.getCostMicroUsd() / 1e6, record.getText());
        } else {
            write(file, record.getText());
        }
    }

    private void write(String file, String text) {
        try {
            Path folder = Files.createDirectories(Objects.requireNonNull(out));
            Files.writeString(folder.resolve(Path.of(file).getFileName() + ".answer.txt"), text);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the answer to " + file, e);
        }
    }
}
