package io.tieline.cli;

import io.tieline.client.ClientConfig;
import io.tieline.dispatcher.DispatcherConfig;
import io.tieline.files.FileStoreConfig;
import io.tieline.gateway.config.GatewayConfig;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import io.tieline.platform.TopicSettings;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The file that every service reads, {@code tieline.yaml}. A service needs the parts that it uses; what is there must be
 * right all the same.
 *
 * @param kafka where Kafka is
 * @param registry where the schema registry is
 * @param topics how topics are created
 * @param dispatcher settings of a dispatcher
 * @param health settings of the health stream
 * @param gateway settings of a gateway
 * @param files where contents are that are too long for records; the same for gateways and dispatchers
 * @param catalogue file with endpoints, routes and tenants; needed by dispatchers and gateways alone
 */
record TielineConfig(
        KafkaConnection kafka,
        RegistryConnection registry,
        TopicSettings topics,
        @Nullable DispatcherConfig dispatcher,
        Health health,
        GatewayConfig gateway,
        FileStoreConfig files,
        @Nullable Path catalogue) {

    /**
     * Settings of the health stream.
     *
     * @param stateDir where it keeps its stores; {@code .tieline/health}
     * @param standbys how many other instances keep a warm copy; 1, which a single instance does without
     * @param listen where it answers questions over HTTP; 127.0.0.1:8091
     * @param advertised host name under which other instances, and 'tieline health', reach it; the one that it listens on
     */
    record Health(
            Path stateDir,
            Integer standbys,
            InetSocketAddress listen,
            @Nullable String advertised) {
        Health(
                @Nullable Path stateDir,
                @Nullable Integer standbys,
                @Nullable InetSocketAddress listen,
                @Nullable String advertised) {
            this.stateDir = stateDir == null ? Path.of(".tieline", "health") : stateDir;
            this.standbys = standbys == null ? 1 : standbys;
            this.listen = listen == null ? InetSocketAddress.createUnresolved("127.0.0.1", 8091) : listen;
            this.advertised = advertised;
            if (this.standbys < 0) {
                throw new IllegalArgumentException("standbys is " + standbys + ", allowed: 0 or more");
            }
        }

        /** Where it is asked. */
        URI url() {
            String host = advertised == null ? listen.getHostString() : advertised;
            return URI.create("http://" + host + ":" + listen.getPort());
        }
    }

    TielineConfig(
            @Nullable KafkaConnection kafka,
            @Nullable RegistryConnection registry,
            @Nullable TopicSettings topics,
            @Nullable DispatcherConfig dispatcher,
            @Nullable Health health,
            @Nullable GatewayConfig gateway,
            @Nullable FileStoreConfig files,
            @Nullable Path catalogue) {
        this.kafka = require(kafka, "kafka", "bootstrap-servers: 127.0.0.1:9092");
        this.registry = require(registry, "registry", "url: http://127.0.0.1:8081/apis/registry/v3");
        this.topics = topics == null ? TopicSettings.defaults() : topics;
        this.dispatcher = dispatcher;
        this.health = health == null ? new Health(null, null, null, null) : health;
        this.gateway =
                gateway == null ? new GatewayConfig(null, null, null, null, null, null, null, null, null) : gateway;
        this.files = files == null ? new FileStoreConfig(null, null) : files;
        this.catalogue = catalogue;
        if (catalogue != null && catalogue.startsWith("~")) {
            throw new IllegalArgumentException("catalogue is '" + catalogue
                    + "', allowed: a path from / or from the folder of this file; ~ means nothing here");
        }
    }

    /** How a client reaches the broker. */
    ClientConfig.Builder client() {
        return ClientConfig.builder(kafka.bootstrapServers(), registry.url()).kafka(kafka.properties());
    }

    /** The same, with the paths of the catalogue, the gateway and the files from the folder of the file that names them. */
    TielineConfig readFrom(Path file) {
        return new TielineConfig(
                kafka,
                registry,
                topics,
                dispatcher,
                health,
                gateway.withPathsFrom(file),
                files.withPathsFrom(file),
                catalogue == null ? null : file.resolveSibling(catalogue));
    }

    /** File of the catalogue, for those who can't do without. */
    Path requiredCatalogue() {
        if (catalogue == null) {
            throw new IllegalArgumentException(
                    "the setting 'catalogue' is missing; it names the file with endpoints and"
                            + " routes, such as 'catalogue: catalogue.yaml' (docs/configuration.md shows one)");
        }
        return catalogue;
    }

    DispatcherConfig dispatcherOrDefaults() {
        return dispatcher == null ? new DispatcherConfig(null, null, null, null, null, null, 0, null) : dispatcher;
    }

    private static <T> T require(@Nullable T value, String section, String example) {
        if (value == null) {
            throw new IllegalArgumentException(
                    "the section '" + section + "' is missing; it looks like '" + section + ": {" + example + "}'");
        }
        return Objects.requireNonNull(value);
    }
}
