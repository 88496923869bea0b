package io.tieline.cli;

import io.tieline.client.TielineClient;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Takes requests and jobs back. */
@Command(
        name = "cancel",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Take requests back, or all requests of a job: what of them isn't finished ends as CANCELLED, and"
                + " whoever waits for the reply gets that. Ends with 0 when Kafka has taken all of it.",
        footer = {
            "",
            "Examples:",
            "  tieline cancel --job job-20260131-235959-0a1b2c3d --reason 'wrong documents'",
            "  tieline cancel 0198a7c4-6b1f-7d02-9c55-2f6c1d9e8a01"
        })
final class CancelCommand implements Callable<Integer> {
    private static final int LONGEST_ID = 200;

    @Spec
    private @Nullable CommandSpec spec;

    @Mixin
    private ConfigOption config = new ConfigOption();

    @Parameters(arity = "0..*", paramLabel = "REQUEST_ID", description = "Ids of requests.")
    private List<String> requests = List.of();

    @Option(
            names = "--job",
            paramLabel = "JOB_ID",
            description =
                    "A job, as 'tieline submit' names it; may be given several times. Its id is of no more use then:"
                            + " requests that come under it later are cancelled too.")
    private List<String> jobs = List.of();

    @Option(names = "--tenant", defaultValue = "default", description = "Whose they are. Default: ${DEFAULT-VALUE}.")
    private String tenant = "default";

    @Option(names = "--reason", paramLabel = "TEXT", defaultValue = "", description = "Why, in words. Default: none.")
    private String reason = "";

    @Override
    public Integer call() throws InterruptedException {
        if (requests.isEmpty() && jobs.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to cancel: name ids of requests, or a job with --job");
        }
        requests.forEach(id -> requireId("REQUEST_ID", id));
        jobs.forEach(id -> requireId("--job", id));
        PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
        try (TielineClient client =
                Connecting.connect(config.read().client().tenant(tenant).build(), err::println)) {
            Map<String, CompletableFuture<Void>> told = new LinkedHashMap<>();
            requests.forEach(id -> told.put("request " + id, client.cancel(id, reason)));
            jobs.forEach(id -> told.put("job " + id, client.cancelJob(id, reason)));
            return report(told, spec.commandLine().getOut(), err);
        }
    }

    private static int report(Map<String, CompletableFuture<Void>> told, PrintWriter out, PrintWriter err) {
        int code = CommandLine.ExitCode.OK;
        for (Map.Entry<String, CompletableFuture<Void>> one : told.entrySet()) {
            try {
                one.getValue().join();
                out.println(one.getKey() + ": what isn't finished yet ends as CANCELLED");
            } catch (CompletionException e) {
                err.println("tieline: " + one.getKey() + ": not cancelled, for Kafka didn't confirm it: "
                        + Objects.requireNonNull(e.getCause()).getMessage());
                code = CommandLine.ExitCode.SOFTWARE;
            }
        }
        return code;
    }

    /** Before anything is sent: an empty variable of the shell shall not cancel half of what was meant. */
    private static void requireId(String name, String id) {
        if (id.isBlank() || id.length() > LONGEST_ID) {
            throw new IllegalArgumentException(name + " is '" + id + "', allowed: 1 to " + LONGEST_ID + " characters");
        }
    }
}
