package io.tieline.gateway;

import io.tieline.client.ClientConfig;
import io.tieline.client.TielineClient;
import io.tieline.files.ClaimCheck;
import io.tieline.files.FileStore;
import io.tieline.files.FileStoreConfig;
import io.tieline.gateway.anthropic.AnthropicLines;
import io.tieline.gateway.auth.ApiKeys;
import io.tieline.gateway.config.GatewayConfig;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.http.HttpGateway;
import io.tieline.gateway.http.HttpParts;
import io.tieline.gateway.http.JobShelf;
import io.tieline.gateway.http.Models;
import io.tieline.gateway.idempotency.Idempotency;
import io.tieline.gateway.jobs.JobStream;
import io.tieline.gateway.jobs.Jobs;
import io.tieline.gateway.jobs.JobsConfig;
import io.tieline.gateway.jobs.LineFormat;
import io.tieline.gateway.openai.OpenAiLines;
import io.tieline.gateway.own.OwnLines;
import io.tieline.gateway.requests.ClientBroker;
import io.tieline.gateway.view.CompactedView;
import io.tieline.gateway.view.KafkaWriter;
import io.tieline.gateway.view.NotCaughtUpException;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.replay.run.KafkaReplayDesk;
import io.tieline.replay.run.ReplayDesk;
import io.tieline.replay.run.ReplayRunner;
import io.tieline.replay.select.Letters;
import io.tieline.routing.Catalogue;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Job;
import io.tieline.schemas.avro.JobApi;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.StoredFile;
import io.tieline.trace.topics.TopicTrace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.kafka.common.IsolationLevel;

/** The service: all of it in one process. Thread-safe. */
public final class Gateway implements AutoCloseable {
    private static final String KEYS_VARIABLE = "TIELINE_API_KEYS";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration UNTIL_READY = Duration.ofMinutes(2);

    /** Shorter than whatever is on the way waits for a silent line. */
    private static final Duration SIGN_OF_LIFE = Duration.ofSeconds(10);

    private static final Duration LONGEST_SILENCE = Duration.ofSeconds(60);

    /** Whose gateway renews its claims no more is dead. */
    private static final Duration ABANDONED_AFTER = Duration.ofSeconds(60);

    /** Whatever the topics of requests take. */
    private static final int LARGEST_REQUEST = 2 * 1024 * 1024;

    /** About 100 MB of memory, and seconds to read. */
    private static final TopicTrace.Limit MOST_TRAFFIC = new TopicTrace.Limit(100_000, 1_000_000);

    private final Closing parts = new Closing();
    private final HttpGateway http;

    private Gateway(
            GatewayConfig config,
            FileStoreConfig store,
            KafkaConnection kafka,
            RegistryConnection registry,
            Supplier<Catalogue> catalogue,
            Collection<String> replyTopics)
            throws IOException, InterruptedException {
        try {
            AvroSerdes serdes = parts.add(AvroSerdes.connect(registry.url()));
            serdes.warmUp(PATIENCE);
            FileStore contents = parts.add(store.open(InstantSource.system()));
            ReplayDesk replays = replays(kafka, serdes, catalogue, replyTopics);
            TielineClient client = parts.add(TielineClient.connect(client(kafka, registry)));
            this.http = open(config, contents, kafka, serdes, client, catalogue, replays);
        } catch (IOException | InterruptedException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    /**
     * Starts it and waits until it answers.
     *
     * @param store where contents of files are, and those of large requests
     * @param catalogue the one in force, asked again for each answer that names routes or models
     * @param replyTopics topics that replies may be in, besides {@code tieline.replies}
     * @throws RuntimeException if a part doesn't start; what was started is closed again
     */
    public static Gateway start(
            GatewayConfig config,
            FileStoreConfig store,
            KafkaConnection kafka,
            RegistryConnection registry,
            Supplier<Catalogue> catalogue,
            Collection<String> replyTopics) {
        try {
            return new Gateway(config, store, kafka, registry, catalogue, replyTopics);
        } catch (IOException e) {
            throw new UncheckedIOException("the gateway can't start: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("the gateway was stopped before it had started", e);
        }
    }

    /** Each part needs those before it, and is closed before they are. */
    private HttpGateway open(
            GatewayConfig config,
            FileStore store,
            KafkaConnection kafka,
            AvroSerdes serdes,
            TielineClient client,
            Supplier<Catalogue> catalogue,
            ReplayDesk replays)
            throws IOException, InterruptedException {
        InstantSource clock = InstantSource.system();
        ApiKeys keys = parts.add(ApiKeys.open(config.keys(), System.getenv(KEYS_VARIABLE)));
        FileShelf files = files(store, kafka, serdes, clock);
        ClaimCheck claims = new ClaimCheck(store);
        parts.add(Sweeping.of(files));
        Idempotency idempotency =
                parts.add(new Idempotency(kafka, serdes, files, ABANDONED_AFTER, config.answerWithin(), clock));
        CompactedView<Job> view =
                parts.add(new CompactedView<>(kafka, serdes, Topics.JOBS, IsolationLevel.READ_COMMITTED));
        Jobs jobs = parts.add(Jobs.open(new TopicJobs(view), kafka, serdes));
        Path state = Files.createDirectories(config.stateDir());
        JobStream stream = parts.add(JobStream.start(
                JobsConfig.in(state),
                kafka,
                serdes,
                Gateway::format,
                new Models(catalogue)::isOpen,
                new JobShelf(files, claims)));
        if (!stream.awaitReady(UNTIL_READY)) {
            throw new IllegalStateException("the stream of jobs wasn't ready within " + UNTIL_READY);
        }
        return parts.add(new HttpGateway(
                config,
                new HttpParts(
                        keys::find,
                        catalogue,
                        new ClientBroker(client, claims),
                        files,
                        jobs,
                        replays,
                        Letters.in(kafka, serdes),
                        range -> TopicTrace.read(kafka, serdes, range, MOST_TRAFFIC),
                        idempotency::once,
                        emptied(state.resolve("uploads")),
                        stream::isReady,
                        SIGN_OF_LIFE,
                        LONGEST_SILENCE,
                        clock)));
    }

    /** The folder for bodies on their way, without those that a gateway left there that died: nobody else uses it. */
    static Path emptied(Path folder) throws IOException {
        Files.createDirectories(folder);
        try (Stream<Path> left = Files.list(folder)) {
            for (Path file : left.filter(Files::isRegularFile).toList()) {
                Files.deleteIfExists(file);
            }
        }
        return folder;
    }

    private FileShelf files(FileStore contents, KafkaConnection kafka, AvroSerdes serdes, InstantSource clock)
            throws IOException {
        // Uploads go there without transactions, and answers of replays within those of the stream of jobs.
        CompactedView<StoredFile> view =
                parts.add(new CompactedView<>(kafka, serdes, Topics.FILES, IsolationLevel.READ_UNCOMMITTED));
        KafkaWriter<StoredFile> records = parts.add(new KafkaWriter<>(kafka, serdes, Topics.FILES));
        return new FileShelf(contents, view, records, clock);
    }

    /** Any gateway may come to run the replays. */
    private ReplayDesk replays(
            KafkaConnection kafka, AvroSerdes serdes, Supplier<Catalogue> catalogue, Collection<String> replyTopics)
            throws NotCaughtUpException {
        List<String> all = Stream.concat(Stream.of(Topics.REPLIES.name()), replyTopics.stream())
                .distinct()
                .toList();
        CompactedView<ProviderHealth> health =
                parts.add(new CompactedView<>(kafka, serdes, Topics.PROVIDER_HEALTH, IsolationLevel.READ_COMMITTED));
        parts.add(ReplayRunner.start(kafka, serdes, catalogue, health::get, all));
        return parts.add(new KafkaReplayDesk(kafka, serdes, all, InstantSource.system()));
    }

    private static ClientConfig client(KafkaConnection kafka, RegistryConnection registry) {
        return ClientConfig.builder(kafka.bootstrapServers(), registry.url())
                .kafka(kafka.properties())
                .maxRequestBytes(LARGEST_REQUEST)
                .build();
    }

    private static LineFormat format(Job job) {
        return switch (job.getApi() == null ? JobApi.NATIVE : job.getApi()) {
            case OPENAI -> OpenAiLines.INSTANCE;
            case ANTHROPIC -> AnthropicLines.INSTANCE;
            case NATIVE -> OwnLines.INSTANCE;
        };
    }

    /** Where callers reach it. */
    public int port() {
        return http.port();
    }

    /** Where operators reach it; 0 where they don't. */
    public int operatorsPort() {
        return http.operatorsPort();
    }

    @Override
    public void close() {
        parts.close();
    }
}
