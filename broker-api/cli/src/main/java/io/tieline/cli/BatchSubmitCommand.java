package io.tieline.cli;

import io.tieline.platform.Durations;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
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

/** Submits files as one job. */
@Command(
        name = "submit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Submit text files, or a file of requests, as one job, and print its id. With --wait it ends with 0"
                        + " only if every line was answered.",
        footer = {
            "",
            "Examples:",
            "  tieline batch submit letters --wait --output summaries",
            "  tieline batch submit requests.jsonl --route summarize --deadline 12h",
            "",
            "A line of a file of requests: {\"id\": \"a\", \"request\": {\"messages\": [{\"role\": \"user\", \"content\":"
                    + " \"Hello\"}]}}; docs/gateway.md says what else a request may hold."
        })
final class BatchSubmitCommand implements Callable<Integer> {
    private static final Duration LONGEST_DEADLINE = Duration.ofDays(14);
    private static final String INSTRUCTION = "Summarise the following text in a few sentences.";

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private GatewayOptions gateway = new GatewayOptions();

    @Parameters(
            arity = "1..*",
            paramLabel = "FOLDER|FILE|FILE.jsonl",
            description = "Folders of text files, text files, or one file of requests, a line each.")
    private List<Path> inputs = List.of();

    @Option(
            names = "--route",
            description =
                    "What is asked for where a request doesn't say: a route of the catalogue, or a model. Default:"
                            + " summarize for text files.")
    private @Nullable String route;

    @Option(
            names = "--instruction",
            paramLabel = "TEXT",
            description = "What the model is told to do with text files. Default: '" + INSTRUCTION + "'")
    private @Nullable String instruction;

    @Option(
            names = "--max-output-tokens",
            paramLabel = "N",
            description = "Most tokens of an answer to a text file. Default: what the endpoint gives.")
    private @Nullable Integer maxOutputTokens;

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description = "After this what is unfinished expires; at most 14d. Default: as the gateway has it.")
    private @Nullable Duration deadline;

    @Mixin
    private BatchWatch watch = new BatchWatch();

    @Option(
            names = "--output",
            paramLabel = "FILE.jsonl|FOLDER",
            description = "Where the results go, with --wait; as with 'tieline batch results'.")
    private @Nullable Path output;

    @Option(names = "--json", description = "Print what the gateway tells of the job as JSON, instead of its id.")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException, IOException {
        boolean lines = check();
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        PrintWriter out = spec.commandLine().getOut();
        try (GatewayClient client = gateway.client()) {
            String fileId = lines ? uploadLines(client, inputs.getFirst()) : uploadTexts(client, err);
            BatchJob job = client.create(
                    fileId,
                    route == null && !lines ? "summarize" : route,
                    deadline == null ? null : Instant.now().plus(deadline));
            if (!watch.isWanted()) {
                out.println(json ? job.json().toPrettyString() : job.id());
                err.println("To see how far it is: tieline batch status" + gateway.again() + " " + job.id());
                return CommandLine.ExitCode.OK;
            }
            err.println("Job " + job.id());
            return end(client, watch.untilEnded(client, job, gateway.again(), err), out, err);
        }
    }

    private int end(GatewayClient client, BatchJob job, PrintWriter out, PrintWriter err)
            throws InterruptedException, IOException {
        out.println(json ? job.json().toPrettyString() : job.id());
        boolean written = output == null || new BatchResults(client, job).write(output, err);
        err.println(job.summary());
        job.problems().forEach(problem -> err.println("  " + problem));
        if (output == null && job.total() > 0) {
            err.println("The results: tieline batch results" + gateway.again() + " " + job.id());
        }
        return written ? BatchCommand.exitCode(job) : CommandLine.ExitCode.SOFTWARE;
    }

    /** Whether the input is a file of requests; throws what is wrong with the options before anything is sent. */
    private boolean check() throws IOException {
        watch.check();
        if (deadline != null && (!deadline.isPositive() || deadline.compareTo(LONGEST_DEADLINE) > 0)) {
            throw new IllegalArgumentException("--deadline is " + Durations.text(deadline)
                    + ", allowed: more than 0s, up to " + Durations.text(LONGEST_DEADLINE));
        }
        if (maxOutputTokens != null && maxOutputTokens < 1) {
            throw new IllegalArgumentException("--max-output-tokens is " + maxOutputTokens + ", allowed: 1 or more");
        }
        if (output != null && !watch.isWanted()) {
            throw new IllegalArgumentException("--output is " + output
                    + ", allowed: only with --wait; 'tieline batch results' collects them later");
        }
        boolean lines = inputs.stream().anyMatch(input -> input.toString().endsWith(".jsonl"));
        if (lines) {
            checkLines();
        }
        if (output != null) {
            BatchResults.requireWritable(output);
        }
        return lines;
    }

    private void checkLines() throws IOException {
        if (inputs.size() > 1) {
            throw new IllegalArgumentException(inputs + " is more than a file of requests, allowed: one, by itself");
        }
        if (instruction != null || maxOutputTokens != null) {
            throw new IllegalArgumentException(
                    "--instruction and --max-output-tokens are for text files: the requests of " + inputs.getFirst()
                            + " say such things themselves");
        }
        BatchLines.requireLines(inputs.getFirst(), route != null);
    }

    private static String uploadLines(GatewayClient client, Path file) throws InterruptedException, IOException {
        return client.upload(file, String.valueOf(file.getFileName()));
    }

    private String uploadTexts(GatewayClient client, PrintWriter err) throws InterruptedException, IOException {
        List<Path> texts = TextFiles.find(inputs, err::println);
        Path file = Files.createTempFile("tieline-batch-", ".jsonl");
        try {
            new BatchLines(instruction == null ? INSTRUCTION : instruction, maxOutputTokens).write(texts, file);
            return client.upload(file, "texts.jsonl");
        } finally {
            Files.delete(file);
        }
    }
}
