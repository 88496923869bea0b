package io.tieline.cli;

import io.tieline.client.ChatBuilder;
import io.tieline.client.ClientConfig;
import io.tieline.client.TielineClient;
import io.tieline.dev.ProgressLine;
import io.tieline.platform.Durations;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
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
                        + " was answered; of the others it says why not.",
        footer = {
            "",
            "Examples:",
            "  tieline submit letters --out summaries",
            "  tieline submit letters --jurisdiction eu --min-tier standard --max-call-usd 0.02 --deadline 12h",
            "  tieline submit invoices --instruction 'Extract the invoice.' --json-schema invoice.json --out extracted"
        })
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

    @Mixin
    private RequestOptions request = new RequestOptions();

    @Option(names = "--tenant", defaultValue = "default", description = "Default: ${DEFAULT-VALUE}.")
    private String tenant = "default";

    @Option(
            names = "--job",
            paramLabel = "JOB_ID",
            description = "Id of the job that the files make up, by which it can be cancelled; its answers keep to one"
                    + " family of models where the route wants that. Default: a new one.")
    private @Nullable String job;

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
            description = "Write each answer to a file there instead of printing it: .answer.txt, or .answer.json where"
                    + " --json-schema asks for that. The files keep their paths below the folder that all of them"
                    + " share. job.json sums up the job.")
    private @Nullable Path out;

    @Option(names = "--json", paramLabel = "FILE", description = "Write each reply there, too, as a line of JSON.")
    private @Nullable Path json;

    @Override
    public Integer call() throws Exception {
        requireDeadline();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        String jobId = job == null ? JobIds.next(Instant.now(), new SecureRandom()) : job;
        Supplier<ChatBuilder> template = request.template(jobId);
        // The deadline is the client's, so that it begins when a request is sent and not before.
        ClientConfig clientConfig =
                config.read().client().tenant(tenant).defaultDeadline(deadline).build();
        if (out != null) {
            Writable.folder("--out", out);
        }
        if (json != null) {
            Writable.file("--json", json);
        }
        List<Path> inputs = TextFiles.find(files, err::println);
        ProgressLine progress = new ProgressLine(err, Terminal.isPresent(), inputs.size());
        Tally tally = new Tally(inputs.size());
        try (TielineClient client = Connecting.connect(clientConfig, err::println);
                JsonAnswers lines = json == null ? null : JsonAnswers.to(json);
                Parting _ = Parting.with(() -> tellWhatGoesOn(jobId, err))) {
            err.println("Job " + jobId);
            List<Answers> answers = answers(inputs, progress, lines);
            boolean complete = new Submission(template, answers, progress, tally).run(client, inputs);
            err.println(tally.text());
            if (out != null) {
                Files.writeString(out.resolve("job.json"), tally.json(jobId));
                err.println("The answers are in " + out + ", by the paths of their files.");
            }
            return complete ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
        }
    }

    private List<Answers> answers(List<Path> inputs, ProgressLine progress, @Nullable JsonAnswers lines) {
        PrintWriter print = Objects.requireNonNull(spec).commandLine().getOut();
        Answers first =
                out == null ? new PrintedAnswers(print, progress) : AnswerFolder.of(out, inputs, request.asksForJson());
        return lines == null ? List.of(first) : List.of(first, lines);
    }

    private void tellWhatGoesOn(String jobId, PrintWriter err) {
        // A bar may stand in the line.
        err.println((Terminal.isPresent() ? System.lineSeparator() : "")
                + "Nobody waits for the answers any more, but what was sent goes on. To take it back: tieline cancel"
                + config.again() + " --job " + jobId);
    }

    private void requireDeadline() {
        if (!deadline.isPositive() || deadline.compareTo(LONGEST_DEADLINE) > 0) {
            throw new IllegalArgumentException("--deadline is " + Durations.text(deadline)
                    + ", allowed: more than 0s, up to " + Durations.text(LONGEST_DEADLINE));
        }
    }
}
