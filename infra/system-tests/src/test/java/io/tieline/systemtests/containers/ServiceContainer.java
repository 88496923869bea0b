package io.tieline.systemtests.containers;

import io.tieline.systemtests.backend.ChangeablePart;
import java.nio.file.Path;
import org.testcontainers.containers.GenericContainer;

/** A service, which finds options of its JVM among its configuration. */
final class ServiceContainer extends ContainerPart implements ChangeablePart {
    private final Path config;

    /**
     * Makes one.
     *
     * @param config folder with its configuration
     */
    ServiceContainer(String name, GenericContainer<?> container, Path config) {
        super(name, container, () -> succeeds(container, "/opt/tieline/healthy"));
        this.config = config;
    }

    @Override
    public void start() {
        ServiceConfig.unchanged(config);
        super.start();
    }

    @Override
    public void startChanged(String change) {
        ServiceConfig.change(config, change);
        super.start();
    }
}
