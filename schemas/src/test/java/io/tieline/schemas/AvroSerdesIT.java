package io.tieline.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.apicurio.registry.resolver.client.RegistryClientFacade;
import io.apicurio.registry.serde.avro.AvroKafkaDeserializer;
import io.apicurio.registry.serde.avro.AvroKafkaSerializer;
import io.tieline.embedded.RegistryProcess;
import io.tieline.schemas.avro.Cancellation;
import io.tieline.schemas.avro.InferenceRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AvroSerdesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final InferenceRequest REQUEST = Samples.request("r-1");

    private static RegistryProcess registry;

    @BeforeAll
    static void startRegistry() {
        registry = RegistryProcess.start();
        SchemaRegistration.register(registry.url(), Topics.ALL);
    }

    @AfterAll
    static void stopRegistry() {
        registry.close();
    }

    @Test
    void writesAndReadsEveryTopicsSchemaAndThoseOfNamedTopics() {
        try (AvroSerdes serdes = warm()) {
            // Given
            Topic<InferenceRequest> named = Topics.REQUESTS_BATCH.named("acme.requests");
            // When
            byte[] bytes = serdes.encode(Topics.REQUESTS_INTERACTIVE, REQUEST);
            byte[] namedBytes = serdes.serializer(named).serialize(named.name(), REQUEST);
            // Then
            assertThat(namedBytes).isEqualTo(bytes);
            assertThat(serdes.decode(Topics.REQUESTS_BATCH, bytes)).isEqualTo(new Decoded.Value<>(REQUEST));
            assertThat(serdes.serde(named).deserializer().deserialize(named.name(), bytes))
                    .isEqualTo(REQUEST);
            assertThat(serdes.deserializer(named).deserialize(named.name(), null))
                    .isNull();
        }
    }

    @Test
    void speaksWithApicuriosOwnSerdesInBothDirections() {
        // Given
        Map<String, Object> config = Map.of(
                "apicurio.registry.dereference-schema", "true",
                "apicurio.registry.use-specific-avro-reader", "true");
        RegistryClientFacade facade = new Registry(registry.url()).facade();
        try (AvroSerdes serdes = warm();
                AvroKafkaSerializer<SpecificRecord> theirSerializer = new AvroKafkaSerializer<>(facade);
                AvroKafkaDeserializer<SpecificRecord> theirDeserializer = new AvroKafkaDeserializer<>(facade)) {
            theirSerializer.configure(config, false);
            theirDeserializer.configure(config, false);
            String topic = Topics.REQUESTS_BATCH.name();
            // When
            byte[] ours = serdes.encode(Topics.REQUESTS_BATCH, REQUEST);
            byte[] theirs = theirSerializer.serialize(topic, REQUEST);
            // Then
            assertThat(ours).isEqualTo(theirs);
            assertThat(theirDeserializer.deserialize(topic, ours)).isEqualTo(REQUEST);
        }
    }

    @Test
    void confluentClientsFindTheSchemaByTheIdOnTheWire() throws Exception {
        try (AvroSerdes serdes = warm()) {
            // Given
            int id = ByteBuffer.wrap(serdes.encode(Topics.REQUESTS_BATCH, REQUEST))
                    .getInt(1);
            // When
            HttpResponse<String> byId = get(registry.confluentUrl() + "/schemas/ids/" + id);
            HttpResponse<String> latest =
                    get(registry.confluentUrl() + "/subjects/" + Topics.REQUESTS_BATCH.subject() + "/versions/latest");
            // Then
            assertThat(byId.statusCode()).isEqualTo(200);
            assertThat(byId.body()).contains("InferenceRequest").contains("maxOutputTokens");
            assertThat(latest.body()).contains("\"id\":" + id);
        }
    }

    @Test
    void saysWhatIsWrongWithBytesThatAreNoRecordOfTheTopic() {
        try (AvroSerdes serdes = warm()) {
            byte[] good = serdes.encode(Topics.REQUESTS_BATCH, REQUEST);
            byte[] other = serdes.encode(
                    Topics.CANCELLATIONS, new Cancellation("r-1", Instant.EPOCH, "changed my mind", "acme"));
            assertUndecodable(serdes, null, "no value");
            assertUndecodable(serdes, new byte[0], "0 bytes");
            assertUndecodable(serdes, new byte[] {0, 1, 2}, "3 bytes");
            assertUndecodable(serdes, "{\"json\": true}".getBytes(StandardCharsets.UTF_8), "0x7b");
            assertUndecodable(serdes, new byte[] {0, 0, 1, 0, 0, 42}, "no schema with id 65536");
            assertUndecodable(serdes, other, "io.tieline.schemas.avro.Cancellation");
            assertUndecodable(serdes, Arrays.copyOf(good, 30), "too early");
            assertThatThrownBy(() -> serdes.deserializer(Topics.REQUESTS_BATCH).deserialize("t", new byte[] {1}))
                    .isInstanceOf(SerializationException.class);
        }
    }

    @Test
    void acceptsACompatibleSuccessorAndReadsItButRefusesAnIncompatibleOne() throws Exception {
        // Given
        URI url = registry.url();
        Topic<Cancellation> topic = Topics.CANCELLATIONS.named("evolving");
        SchemaRegistration.register(url, List.of(topic));
        SchemaRegistration.register(url, List.of(topic));
        String schema = Cancellation.getClassSchema().toString();
        String versions = url + "/groups/default/artifacts/evolving-value/versions";
        // When
        HttpResponse<String> compatible = post(
                versions,
                schema.replace("\"fields\":[", "\"fields\":[{\"name\":\"by\",\"type\":\"string\",\"default\":\"\"},"));
        HttpResponse<String> incompatible =
                post(versions, schema.replace("\"fields\":[", "\"fields\":[{\"name\":\"by\",\"type\":\"string\"},"));
        // Then
        assertThat(compatible.statusCode()).as(compatible.body()).isEqualTo(200);
        assertThat(incompatible.statusCode()).as(incompatible.body()).isIn(400, 409);
        assertThat(incompatible.body()).contains("RuleViolationException");
        assertThatThrownBy(() -> SchemaRegistration.register(url, List.of(Topics.REQUESTS_BATCH.named("evolving"))))
                .isInstanceOf(RegistryException.class)
                .hasMessageContaining("evolving-value")
                .hasMessageContaining("BACKWARD");
    }

    @Test
    void saysWhatToDoWhereSchemasAreNotRegistered() {
        try (RegistryProcess empty = RegistryProcess.start();
                AvroSerdes serdes = AvroSerdes.connect(empty.url())) {
            assertThatThrownBy(() -> serdes.warmUp(Duration.ofMillis(10)))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("tieline.requests.interactive")
                    .hasMessageContaining("tieline topics create");
        }
    }

    @Test
    void goesOnWithoutTheRegistryAfterWarmUp() {
        RegistryProcess mortal = RegistryProcess.start();
        try (AvroSerdes serdes = AvroSerdes.connect(mortal.url())) {
            // Given
            SchemaRegistration.register(mortal.url(), Topics.ALL);
            serdes.warmUp(PATIENCE);
            mortal.close();
            AtomicInteger right = new AtomicInteger();
            // When
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                IntStream.range(0, 5_000)
                        .forEach(i -> threads.execute(() -> {
                            byte[] bytes = serdes.encode(Topics.REQUESTS_BATCH, REQUEST);
                            if (serdes.decode(Topics.REQUESTS_BATCH, bytes).equals(new Decoded.Value<>(REQUEST))) {
                                right.incrementAndGet();
                            }
                        }));
            }
            // Then
            assertThat(right).hasValue(5_000);
            assertThat(serdes.decode(Topics.REQUESTS_BATCH, new byte[] {0, 0, 0, 9, 9, 9}))
                    .isInstanceOfSatisfying(
                            Decoded.RegistryAway.class,
                            away -> assertThat(away.reason())
                                    .contains(mortal.url().toString()));
        }
        try (AvroSerdes late = AvroSerdes.connect(mortal.url())) {
            assertThatThrownBy(() -> late.warmUp(Duration.ofMillis(10)))
                    .isInstanceOf(RegistryException.class)
                    .hasMessageContaining("no answer from the registry at " + mortal.url());
        }
    }

    @Test
    void doesNotWaitForEverForARegistryThatHangs() throws Exception {
        // Given
        try (ServerSocket silent = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
                AvroSerdes serdes = AvroSerdes.connect(
                        URI.create("http://127.0.0.1:" + silent.getLocalPort() + "/apis/registry/v3"))) {
            long start = System.nanoTime();
            // When
            Decoded<InferenceRequest> decoded = serdes.decode(Topics.REQUESTS_BATCH, new byte[] {0, 0, 0, 0, 1, 1});
            // Then
            assertThat(decoded).isInstanceOf(Decoded.RegistryAway.class);
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Registry.TIMEOUT.multipliedBy(3));
        }
    }

    private static AvroSerdes warm() {
        AvroSerdes serdes = AvroSerdes.connect(registry.url());
        serdes.warmUp(PATIENCE);
        return serdes;
    }

    private static void assertUndecodable(AvroSerdes serdes, byte @Nullable [] bytes, String reason) {
        assertThat(serdes.decode(Topics.REQUESTS_BATCH, bytes))
                .isInstanceOfSatisfying(
                        Decoded.Undecodable.class,
                        undecodable -> assertThat(undecodable.reason()).contains(reason));
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
        }
    }

    private static HttpResponse<String> post(String url, String schema) throws IOException, InterruptedException {
        String body = "{\"content\": {\"contentType\": \"application/json\", \"content\": \""
                + schema.replace("\\", "\\\\").replace("\"", "\\\"") + "\"}}";
        HttpRequest request = HttpRequest.newBuilder(URI.create(url))
                .header("content-type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString());
        }
    }
}
