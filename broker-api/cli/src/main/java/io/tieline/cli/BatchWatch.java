package io.tieline.cli;

import io.tieline.dev.ProgressLine;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Follows a job until it has ended, for those who want to. */
final class BatchWatch {
    @Option(names = "--wait", description = "Show its progress until it has ended. Ctrl-C leaves the job running.")
    private boolean wait;

    @Option(
            names = "--every",
            paramLabel = "DURATION",
            defaultValue = "1s",
            description = "How often to look, with --wait. Default: ${DEFAULT-VALUE}.")
    private Duration every = Duration.ofSeconds(1);

    boolean isWanted() {
        return wait;
    }

    void check() {
        if (!every.isPositive()) {
            throw new IllegalArgumentException("--every is 0s, allowed: longer than nothing, such as 1s");
        }
    }

    /**
     * Looks at it until it has ended. A gateway that is away is waited for: the job goes on at the others.
     *
     * @param again options by which other commands find the same gateway
     * @param err told how far it is
     * @return the job, ended
     */
    BatchJob untilEnded(GatewayClient client, BatchJob job, String again, PrintWriter err) throws InterruptedException {
        boolean terminal = Terminal.isPresent();
        try (Parting _ = Parting.with(() -> err.println((terminal ? System.lineSeparator() : "")
                + "The job goes on. To see how far it is: tieline batch status" + again + " --wait " + job.id()
                + "; to take it back: tieline batch cancel" + again + " " + job.id()))) {
            BatchJob validated = untilValidated(client, job, err);
            return validated.hasEnded() ? validated : untilEnded(client, validated, bar(validated, err, terminal));
        }
    }

    private static ProgressLine bar(BatchJob job, PrintWriter err, boolean terminal) {
        return new ProgressLine(err, terminal, Math.toIntExact(job.total()));
    }

    /** Until then nobody knows how many lines there are. */
    private BatchJob untilValidated(GatewayClient client, BatchJob first, PrintWriter err) throws InterruptedException {
        BatchJob job = first;
        if (job.total() == 0 && !job.hasEnded()) {
            err.println("… its lines are checked");
        }
        String complaint = "";
        while (job.total() == 0 && !job.hasEnded()) {
            Thread.sleep(every);
            Look look = look(client, job);
            complaint = tellOnce(look, complaint, err::println);
            job = look.job();
        }
        return job;
    }

    private BatchJob untilEnded(GatewayClient client, BatchJob first, ProgressLine line) throws InterruptedException {
        BatchJob job = first;
        BatchPace pace = new BatchPace();
        String complaint = "";
        while (!job.hasEnded()) {
            pace.look(System.nanoTime(), job.done());
            line.show(Math.toIntExact(job.done()), pace.text(job));
            Thread.sleep(every);
            Look look = look(client, job);
            complaint = tellOnce(look, complaint, line::note);
            job = look.job();
        }
        line.end(Math.toIntExact(job.done()), pace.text(job));
        return job;
    }

    /**
     * What was seen.
     *
     * @param complaint why it is the same as before; null: it is the present
     */
    private record Look(BatchJob job, @Nullable String complaint) {}

    private static Look look(GatewayClient client, BatchJob before) throws InterruptedException {
        try {
            return new Look(client.job(before.id()), null);
        } catch (IllegalStateException e) {
            return new Look(before, Failures.explain(e));
        }
    }

    /** The complaint that was told last. */
    private static String tellOnce(Look look, String before, Consumer<String> teller) {
        String complaint = look.complaint();
        if (complaint == null) {
            return "";
        }
        if (!complaint.equals(before)) {
            teller.accept("… " + complaint + "; it is asked again");
        }
        return complaint;
    }
}
