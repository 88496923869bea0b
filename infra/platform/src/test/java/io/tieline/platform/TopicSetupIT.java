package io.tieline.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.embedded.RegistryProcess;
import io.tieline.platform.TopicReport.Created;
import io.tieline.platform.TopicReport.Differs;
import io.tieline.platform.TopicReport.Exists;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.RegistryException;
import io.tieline.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class TopicSetupIT {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private static EmbeddedKafka kafka;

    @BeforeAll
    static void startKafka() {
        kafka = EmbeddedKafka.start();
    }

    @AfterAll
    static void stopKafka() {
        kafka.close();
    }

    @Test
    void createsWhatIsMissingReportsTheRestAndChangesNothing() throws Exception {
        try (RegistryProcess registry = RegistryProcess.start();
                AvroSerdes serdes = AvroSerdes.connect(registry.url());
                Admin admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            // Given
            KafkaConnection connection = KafkaConnection.to(kafka.bootstrapServers());
            RegistryConnection schemas = new RegistryConnection(registry.url());
            TopicSettings settings = new TopicSettings(2, 1, List.of("acme.replies"));
            admin.createTopics(List.of(new NewTopic("tieline.jobs", 1, (short) 1)))
                    .all()
                    .get();
            // When
            List<TopicReport> first = TopicSetup.run(connection, schemas, settings, TIMEOUT);
            List<TopicReport> second = TopicSetup.run(connection, schemas, settings, TIMEOUT);
            // Then
            assertThat(first).hasSize(Topics.ALL.size() + 1);
            assertThat(first)
                    .contains(new TopicReport("acme.replies", new Created()))
                    .contains(new TopicReport("tieline.requests.batch", new Created()));
            assertThat(second).contains(new TopicReport("tieline.requests.batch", new Exists()));
            assertThat(second)
                    .filteredOn(report -> report.name().equals("tieline.jobs"))
                    .singleElement()
                    .satisfies(report -> assertThat(report.state())
                            .isInstanceOfSatisfying(
                                    Differs.class,
                                    differs -> assertThat(differs.details())
                                            .contains("partitions is 1, should be 2")
                                            .contains("cleanup.policy is delete, should be compact")));
            assertThat(second)
                    .filteredOn(report -> report.state() instanceof Exists)
                    .hasSize(Topics.ALL.size());
            serdes.warmUp(Duration.ofSeconds(1));
        }
    }

    @Test
    void saysThatTheRegistryIsAway() throws Exception {
        URI nowhere = URI.create("http://127.0.0.1:" + freePort() + "/apis/registry/v3");
        assertThatThrownBy(() -> TopicSetup.run(
                        KafkaConnection.to(kafka.bootstrapServers()),
                        new RegistryConnection(nowhere),
                        TopicSettings.defaults(),
                        TIMEOUT))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining(nowhere.toString());
    }

    @Test
    void saysThatKafkaIsAway() throws Exception {
        String nowhere = "127.0.0.1:" + freePort();
        assertThatThrownBy(() -> TopicSetup.createTopics(
                        KafkaConnection.to(nowhere), TopicSettings.defaults(), Duration.ofSeconds(2)))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("Kafka at " + nowhere)
                .hasMessageContaining("no answer within 2 s");
    }

    @Test
    void saysThatOneBrokerCannotHoldThreeCopies() {
        assertThatThrownBy(() -> TopicSetup.createTopics(
                        KafkaConnection.to(kafka.bootstrapServers()),
                        new TopicSettings(1, 3, List.of("many.copies")),
                        TIMEOUT))
                .isInstanceOf(SetupException.class)
                .hasMessageContaining("eplication factor");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
