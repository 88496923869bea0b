package io.tieline.dev;

import io.tieline.dispatcher.catalogue.CatalogueFile;
import io.tieline.dispatcher.catalogue.CatalogueReader;
import io.tieline.dispatcher.catalogue.LiveCatalogue;
import io.tieline.files.FileStoreConfig;
import io.tieline.gateway.Gateway;
import io.tieline.gateway.auth.KeyEntry;
import io.tieline.gateway.config.GatewayConfig;
import io.tieline.platform.KafkaConnection;
import io.tieline.platform.RegistryConnection;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The gateway of the embedded stack: on the loopback address, with a key that everybody knows. */
final class EmbeddedGateway implements AutoCloseable {
    private static final String TENANT = "default";

    private final LiveCatalogue catalogue;
    private final Gateway gateway;

    private EmbeddedGateway(LiveCatalogue catalogue, Gateway gateway) {
        this.catalogue = catalogue;
        this.gateway = gateway;
    }

    /**
     * Starts it.
     *
     * @param port 0: any free one
     * @param operatorsPort where operators reach it; 0: any free one; null: nowhere
     * @param folder where it keeps its keys and its state
     */
    static EmbeddedGateway start(
            int port,
            @Nullable Integer operatorsPort,
            Path folder,
            FileStoreConfig files,
            Path catalogueFile,
            KafkaConnection kafka,
            RegistryConnection registry) {
        GatewayConfig config = new GatewayConfig(
                InetSocketAddress.createUnresolved("127.0.0.1", port),
                operatorsPort == null ? null : InetSocketAddress.createUnresolved("127.0.0.1", operatorsPort),
                null,
                ConfigFile.writeKey(folder.resolve("keys.yaml"), KeyEntry.hash(Stack.KEY), TENANT),
                folder.resolve("gateway"),
                null,
                null,
                null,
                null);
        LiveCatalogue catalogue = LiveCatalogue.of(CatalogueFile.open(catalogueFile, CatalogueReader.withoutSecrets()));
        try {
            return new EmbeddedGateway(catalogue, Gateway.start(config, files, kafka, registry, catalogue, List.of()));
        } catch (RuntimeException | Error e) {
            catalogue.close();
            throw e;
        }
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + gateway.port());
    }

    /** Where operators reach it, if they do. */
    Optional<URI> operatorsUrl() {
        int port = gateway.operatorsPort();
        return port == 0 ? Optional.empty() : Optional.of(URI.create("http://127.0.0.1:" + port));
    }

    @Override
    public void close() {
        gateway.close();
        catalogue.close();
    }
}
