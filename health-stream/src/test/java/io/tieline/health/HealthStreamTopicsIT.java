package io.tieline.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.tieline.embedded.EmbeddedKafka;
import io.tieline.platform.KafkaConnection;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Topics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A health stream that can't work as the topics are. */
class HealthStreamTopicsIT {
    /** Nothing gets so far as to ask it. */
    private static final AvroSerdes SERDES = AvroSerdes.connect(URI.create("http://127.0.0.1:1/apis/registry/v3"));

    @TempDir
    private Path directory;

    @Test
    void saysWhatIsWrongAndLeavesNothingRunning() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start()) {
            // Given
            Map<String, Object> connection =
                    KafkaConnection.to(kafka.bootstrapServers()).clientProperties(Map.of());
            int port = freePort();
            HealthStreamConfig config =
                    HealthStreamConfig.of(directory).withListen(InetSocketAddress.createUnresolved("127.0.0.1", port));
            // When, Then
            assertThatIllegalStateException()
                    .isThrownBy(() -> HealthStream.start(config, connection, SERDES))
                    .withMessageContaining(Topics.PROVIDER_HEALTH.name())
                    .withMessageContaining("tieline topics create");
            // Given
            createTopics(connection, 3, 2);
            // When, Then
            assertThatIllegalStateException()
                    .isThrownBy(() -> HealthStream.start(config, connection, SERDES))
                    .withMessageContaining("tieline.attempts has 3 partitions and tieline.probe-claims has 2");
            assertThat(isFree(port)).isTrue();
        }
    }

    private static void createTopics(Map<String, Object> connection, int partitions, int claims) throws Exception {
        try (Admin admin = Admin.create(connection)) {
            List<NewTopic> topics = Topics.ALL.stream()
                    .map(topic -> new NewTopic(
                            topic.name(), topic.equals(Topics.PROBE_CLAIMS) ? claims : partitions, (short) 1))
                    .toList();
            admin.createTopics(topics).all().get();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}
