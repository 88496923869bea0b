package io.tieline.cli;

import io.tieline.client.ClientConfig;
import io.tieline.client.Lane;
import io.tieline.client.Request;
import io.tieline.client.TielineClient;
import io.tieline.dev.ProgressLine;
import io.tieline.platform.Durations;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Submits files as requests. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Submit each file as one request and print the answers as they come. Ends with 0 only if every file"
                        + " was answered; of the others it says why not.")
final class SubmitCommand implements Callable<Integer> {
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(14);

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE|FOLDER",
            description = "Text files in UTF-8, or folders of them. In folders, hidden files and what holds no text are"
                    + " skipped.")
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
            description =
                    "After this, counted from the sending, an answer is of no use; at most 14d. Default: ${DEFAULT-VALUE}.")
    private Duration deadline = Duration.ofMinutes(10);

    @Option(
            names = "--out",
            paramLabel = "FOLDER",
            description =
                    "Write each answer to a file there instead of printing it. The files keep their paths below the"
                            + " folder that all of them share.")
    private @Nullable Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write each reply there, too, as a line of JSON.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        requireDeadline();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        TielineConfig settings = config.read();
        // The deadline is the client's, so that it begins when a request is sent and not before.
        ClientConfig clientConfig = ClientConfig.builder(
                        settings.kafka().bootstrapServers(), settings.registry().url())
                .kafka(settings.kafka().properties())
                .tenant(tenant)
                .defaultDeadline(deadline)
                .build();
        if (out != null) {
            Writable.folder("--out", out);
        }
        if (json != null) {
            Writable.file("--json", json);
        }
        List<Path> inputs = TextFiles.find(files, err::println);
        return submit(clientConfig, inputs, spec.commandLine().getOut(), err);
    }

    private int submit(ClientConfig clientConfig, List<Path> inputs, PrintWriter print, PrintWriter err)
            throws Exception {
        ProgressLine progress = new ProgressLine(err, Terminal.isPresent(), inputs.size());
        List<Answers> answers = new ArrayList<>();
        answers.add(out == null ? new PrintedAnswers(print, progress) : AnswerFolder.of(out, inputs));
        try (TielineClient client = Connecting.connect(clientConfig, err::println);
                JsonAnswers lines = json == null ? null : JsonAnswers.to(json)) {
            if (lines != null) {
                answers.add(lines);
            }
            boolean complete = new Submission(this::template, answers, progress).run(client, inputs);
            if (out != null) {
                err.println("The answers are in " + out + ", by the paths of their files.");
            }
            return complete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private void requireDeadline() {
        if (!deadline.isPositive() || deadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new IllegalArgumentException("--deadline is " + Durations.text(deadline)
                    + ", allowed: more than 0s, up to " + Durations.text(LONGEST_DEADLINE));
        }
    }

    private Request.Builder template() {
        return Request.on(route).lane(lane).system(instruction);
    }
}
