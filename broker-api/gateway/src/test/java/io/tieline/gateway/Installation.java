package io.tieline.gateway;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.embedded.RegistryProcess;
import io.tieline.files.FileStoreConfig;
import io.tieline.gateway.config.GatewayConfig;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Price;
import io.tieline.routing.Route;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.SchemaRegistration;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Kafka with all topics, three partitions each, and a registry with their schemas. */
public final class Installation implements AutoCloseable {
    private final EmbeddedKafka.Options options;
    private final RegistryProcess registry;
    private final AvroSerdes serdes;
    private EmbeddedKafka kafka;

    private Installation(EmbeddedKafka.Options options) {
        this.options = options;
        this.kafka = EmbeddedKafka.start(options);
        this.registry = RegistryProcess.start();
        this.serdes = AvroSerdes.connect(registry.url());
    }

    public static Installation start(EmbeddedKafka.Options options) throws ExecutionException, InterruptedException {
        Installation installation = new Installation(options);
        SchemaRegistration.register(installation.registry.url(), Topics.ALL);
        installation.serdes.warmUp(Duration.ofSeconds(30));
        try (Admin admin = Admin.create(installation.kafka().clientProperties(Map.of()))) {
            admin.createTopics(Topics.ALL.stream()
                            .map(topic -> new NewTopic(topic.name(), 3, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        return installation;
    }

    /** One route, {@code summarize}, to one endpoint that nobody calls. */
    public static Catalogue catalogue() {
        Endpoint endpoint = Endpoint.of(
                "openai-eu/gpt-x",
                "openai",
                "gpt-x",
                WireFormat.OPENAI_CHAT,
                URI.create("http://127.0.0.1"),
                new Price(BigDecimal.ONE, BigDecimal.TWO));
        return new Catalogue(List.of(endpoint), List.of(new Route("summarize", List.of(endpoint.id()))));
    }

    /**
     * A gateway at any free ports, with files below the folder and all else by default.
     *
     * @param name of its state below the folder
     * @param operators whether it listens for operators, too
     */
    Gateway gateway(Path folder, Path keys, String name, boolean operators, Supplier<Catalogue> catalogue) {
        InetSocketAddress anywhere = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return Gateway.start(
                new GatewayConfig(
                        anywhere,
                        operators ? anywhere : null,
                        null,
                        keys,
                        folder.resolve(name),
                        null,
                        null,
                        null,
                        null),
                new FileStoreConfig(folder.resolve("files"), null),
                kafka(),
                new RegistryConnection(registryUrl()),
                catalogue,
                List.of());
    }

    /** The same that knows {@link #catalogue} and no operators. */
    Gateway gateway(Path folder, Path keys, String name) {
        return gateway(folder, keys, name, false, Installation::catalogue);
    }

    /** How many records there are in a topic, or were. */
    long records(Topic<?> topic) {
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                kafka().clientProperties(Map.of()), new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = consumer.partitionsFor(topic.name()).stream()
                    .map(each -> new TopicPartition(each.topic(), each.partition()))
                    .toList();
            return consumer.endOffsets(partitions).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
        }
    }

    public KafkaConnection kafka() {
        return KafkaConnection.to(kafka.bootstrapServers());
    }

    public URI registryUrl() {
        return registry.url();
    }

    public AvroSerdes serdes() {
        return serdes;
    }

    public void stopKafka() {
        kafka.close();
    }

    /** At the address that it had. */
    public void startKafkaAgain() {
        String address = kafka.bootstrapServers();
        kafka = EmbeddedKafka.start(
                options.withPort(Integer.parseInt(address.substring(address.lastIndexOf(':') + 1))));
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
    }
}
