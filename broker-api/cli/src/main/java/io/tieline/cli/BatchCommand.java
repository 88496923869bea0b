package io.tieline.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
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

/** Batches at a gateway. */
@Command(
        name = "batch",
        mixinStandardHelpOptions = true,
        description =
                "Run many requests as one job at a gateway, which goes on whoever waits for it: submit, look, collect.",
        subcommands = {
            BatchSubmitCommand.class,
            BatchCommand.Status.class,
            BatchCommand.Results.class,
            BatchCommand.Cancel.class,
            BatchCommand.Jobs.class
        })
final class BatchCommand {
    private BatchCommand() {}

    /** 0 only if every line was answered. */
    static int exitCode(BatchJob job) {
        return job.isComplete() ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
    }

    /** Before anything is asked: an empty variable of the shell asks for something else. */
    private static String requireId(String id) {
        if (id.isBlank()) {
            throw new IllegalArgumentException(
                    "JOB_ID is '" + id + "', allowed: an id that 'tieline batch list' shows");
        }
        return id;
    }

    /** One job, named by its id. */
    abstract static class OfOneJob implements Callable<Integer> {
        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        @Parameters(paramLabel = "JOB_ID", description = "A job, as 'tieline batch submit' and 'list' name it.")
        private String id = "";

        PrintWriter out() {
            return Objects.requireNonNull(spec).commandLine().getOut();
        }

        PrintWriter err() {
            return Objects.requireNonNull(spec).commandLine().getErr();
        }

        @Override
        public final Integer call() throws Exception {
            requireId(id);
            check();
            try (GatewayClient client = gateway.client()) {
                return run(client, id, gateway.again());
            }
        }

        /** Whether its options can be. */
        void check() {}

        abstract int run(GatewayClient client, String id, String again) throws Exception;
    }

    /** Shows a job. */
    @Command(
            name = "status",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Show how far a job is. With --wait it ends with 0 only if every line was answered.")
    static final class Status extends OfOneJob {
        @Mixin
        private BatchWatch watch = new BatchWatch();

        @Option(names = "--json", description = "Print what the gateway tells as JSON.")
        private boolean json;

        @Override
        void check() {
            watch.check();
        }

        @Override
        int run(GatewayClient client, String id, String again) throws InterruptedException {
            BatchJob job = client.job(id);
            if (watch.isWanted()) {
                job = watch.untilEnded(client, job, again, err());
            }
            out().print(json ? job.json().toPrettyString() + System.lineSeparator() : job.details());
            out().flush();
            return watch.isWanted() ? exitCode(job) : CommandLine.ExitCode.OK;
        }
    }

    /** Collects what came out. */
    @Command(
            name = "results",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Collect the results of a job that has ended. Ends with 0 only if every line was answered.")
    static final class Results extends OfOneJob {
        @Option(
                names = "--output",
                paramLabel = "FILE.jsonl|FOLDER",
                description =
                        "Where they go: all lines to a file whose name ends with .jsonl, or each answer to a file of"
                                + " its own in a folder. Default: the lines are printed.")
        private @Nullable Path output;

        @Override
        void check() {
            if (output != null) {
                BatchResults.requireWritable(output);
            }
        }

        @Override
        int run(GatewayClient client, String id, String again) throws Exception {
            BatchJob job = client.job(id);
            BatchResults results = new BatchResults(client, job);
            boolean written = true;
            if (output == null) {
                results.print(out());
            } else {
                written = results.write(output, err());
            }
            err().println(job.summary());
            job.problems().forEach(problem -> err().println("  " + problem));
            return written ? exitCode(job) : CommandLine.ExitCode.SOFTWARE;
        }
    }

    /** Takes a job back. */
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Take a job back. What was answered until then is kept, and can be collected when it has ended.")
    static final class Cancel extends OfOneJob {
        @Option(names = "--json", description = "Print what the gateway tells as JSON.")
        private boolean json;

        @Override
        int run(GatewayClient client, String id, String again) throws InterruptedException {
            BatchJob job = client.cancel(id);
            out().println(json ? job.json().toPrettyString() : job.summary());
            return CommandLine.ExitCode.OK;
        }
    }

    /** Shows the jobs. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Show the jobs of the key's tenant, the latest first.")
    static final class Jobs implements Callable<Integer> {
        private static final int MOST = 100;

        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private GatewayOptions gateway = new GatewayOptions();

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "20",
                description = "How many at most, up to 100. Default: ${DEFAULT-VALUE}.")
        private int limit;

        @Option(names = "--after", paramLabel = "JOB_ID", description = "Those behind this one. Default: the latest.")
        private @Nullable String after;

        @Option(names = "--json", description = "Print what the gateway tells as JSON.")
        private boolean json;

        @Override
        public Integer call() throws InterruptedException {
            if (limit < 1 || limit > MOST) {
                throw new IllegalArgumentException("--limit is " + limit + ", allowed: 1 to " + MOST);
            }
            PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
            try (GatewayClient client = gateway.client()) {
                GatewayClient.Page page = client.jobs(limit, after);
                out.print(json ? page.json().toPrettyString() + System.lineSeparator() : table(page.jobs()));
                out.flush();
                if (!json && page.more()) {
                    spec.commandLine()
                            .getErr()
                            .println("There are more: tieline batch list" + gateway.again() + " --after "
                                    + page.jobs().getLast().id());
                }
            }
            return CommandLine.ExitCode.OK;
        }

        private static String table(List<BatchJob> jobs) {
            if (jobs.isEmpty()) {
                return "There are no jobs.\n";
            }
            TextTable table = new TextTable("JOB", "STATE", "ROUTE", "DONE", "USD", "CREATED");
            for (BatchJob job : jobs) {
                table.row(
                        job.id(),
                        job.stateInWords(),
                        job.route(),
                        job.done() + "/" + job.total(),
                        Usd.text(job.costMicroUsd()),
                        job.json().path("createdAt").asText());
            }
            return table.toString();
        }
    }
}
