package io.tieline.systemtests;

import io.tieline.dev.Stack;
import io.tieline.gateway.auth.KeyEntry;
import io.tieline.schemas.Topics;
import io.tieline.systemtests.rig.GatewayCalls;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.MemberDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;

/** Two gateways as processes, of which some may be dead for a while. Used by one thread. */
final class GatewayFleet implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String GROUP = "tieline-jobs";

    private final Admin admin;
    private final GatewayCalls calls;
    private final GatewayProcess one;
    private final GatewayProcess other;
    private final Path files;

    private GatewayFleet(Stack stack, GatewayCalls calls, Path folder) throws IOException {
        this.calls = calls;
        this.files = Files.createDirectory(folder.resolve("files"));
        Path keys = Files.writeString(
                folder.resolve("keys.yaml"),
                "keys:\n  - {name: a, sha256: %s, tenant: default}\n".formatted(KeyEntry.hash(Stack.KEY)));
        this.admin = Admin.create(stack.kafka().clientProperties(Map.of()));
        this.one = GatewayProcess.start("gateway-1", stack, keys, files, folder);
        this.other = GatewayProcess.start("gateway-2", stack, keys, files, folder);
    }

    /** Starts both, and returns before they are there. */
    static GatewayFleet start(Stack stack, GatewayCalls calls, Path folder) throws IOException {
        return new GatewayFleet(stack, calls, folder);
    }

    /** Sees to it that so many gateways live, and waits until they have shared out the work. */
    void await(int alive) throws InterruptedException {
        one.release();
        if (alive == 1) {
            other.killAndHold();
        } else {
            other.release();
        }
        Awaitility.await().atMost(PATIENCE).ignoreExceptions().until(() -> isSettled(alive));
    }

    private boolean isSettled(int alive) throws Exception {
        return members().size() == alive
                && members().stream()
                        .noneMatch(
                                member -> member.assignment().topicPartitions().isEmpty())
                && living().size() == alive;
    }

    private List<MemberDescription> members() throws ExecutionException, InterruptedException {
        return admin.describeConsumerGroups(List.of(GROUP)).all().get().values().stream()
                .flatMap(group -> group.members().stream())
                .toList();
    }

    /** Those that answer and have their share of the work. */
    List<URI> living() throws IOException, InterruptedException {
        List<URI> living = new ArrayList<>();
        for (GatewayProcess each : List.of(one, other)) {
            Optional<URI> url = each.url();
            if (url.isPresent() && answers(url.get())) {
                living.add(url.get());
            }
        }
        return living;
    }

    private boolean answers(URI url) throws InterruptedException {
        try {
            return calls.isReady(url);
        } catch (IOException e) {
            return false;
        }
    }

    /** The one that works for the jobs of a partition. */
    GatewayProcess owner(int partition) throws IOException, ExecutionException, InterruptedException {
        TopicPartition home = new TopicPartition(Topics.JOB_COMMANDS.name(), partition);
        for (MemberDescription member : members()) {
            if (member.assignment().topicPartitions().contains(home)) {
                return one.isMember(member.clientId()) ? one : other;
            }
        }
        throw new IllegalStateException("nobody works for the jobs of partition " + partition);
    }

    void kill(Kill.Victims victims, GatewayProcess owner) throws InterruptedException {
        switch (victims) {
            case OWNER -> owner.killAndHold();
            case ONLY -> owner.kill();
            case BOTH -> {
                owner.kill();
                (owner == one ? other : one).kill();
            }
        }
    }

    /** Transactions of gateways that nobody has ended. */
    List<String> openTransactions() throws ExecutionException, InterruptedException {
        return admin
                .listTransactions(new ListTransactionsOptions()
                        .filterStates(List.of(
                                TransactionState.ONGOING,
                                TransactionState.PREPARE_COMMIT,
                                TransactionState.PREPARE_ABORT)))
                .all()
                .get()
                .stream()
                .filter(each -> each.transactionalId().matches("tieline-(jobs|expander)-.*"))
                .map((TransactionListing each) ->
                        each.transactionalId().replaceFirst("-jobs-.*", "-jobs") + " " + each.state())
                .sorted()
                .toList();
    }

    /** Length of the part of a job's output that is written so far under another name; 0 where there is none. */
    long unfinishedBytes(String jobId) throws IOException {
        long bytes = 0;
        try (Stream<Path> all = Files.list(files.resolve(".unfinished"))) {
            for (Path file : (Iterable<Path>) all::iterator) {
                if (file.getFileName().toString().startsWith(outputId(jobId) + ".")) {
                    bytes += Files.size(file);
                }
            }
        }
        return bytes;
    }

    boolean hasOutput(String jobId) {
        return Files.exists(files.resolve(outputId(jobId)));
    }

    private static String outputId(String jobId) {
        return "file-" + jobId + "-output";
    }

    @Override
    public void close() {
        one.close();
        other.close();
        admin.close(Duration.ZERO);
    }
}
