package io.tieline.client;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.embedded.RegistryProcess;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.SchemaRegistration;
import io.tieline.schemas.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/** Kafka with all topics, three partitions each, and a registry with their schemas. */
final class Installation implements AutoCloseable {
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

    static Installation start(EmbeddedKafka.Options options) throws ExecutionException, InterruptedException {
        Installation installation = new Installation(options);
        SchemaRegistration.register(installation.registry.url(), Topics.ALL);
        installation.serdes.warmUp(Duration.ofSeconds(30));
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", installation.bootstrapServers()))) {
            admin.createTopics(Topics.ALL.stream()
                            .map(topic -> new NewTopic(topic.name(), 3, (short) 1))
                            .toList())
                    .all()
                    .get();
        }
        return installation;
    }

    ClientConfig.Builder client(String clientId) {
        return ClientConfig.builder(bootstrapServers(), registry.url()).clientId(clientId);
    }

    String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    AvroSerdes serdes() {
        return serdes;
    }

    void stopKafka() {
        kafka.close();
    }

    void startKafkaAgain(int port) {
        kafka = EmbeddedKafka.start(options.withPort(port));
    }

    @Override
    public void close() {
        registry.close();
        kafka.close();
    }
}
