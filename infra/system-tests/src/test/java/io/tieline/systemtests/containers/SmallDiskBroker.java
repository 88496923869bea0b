package io.tieline.systemtests.containers;

import io.tieline.systemtests.backend.DiskPart;
import java.util.function.BooleanSupplier;
import org.testcontainers.containers.GenericContainer;

/** A broker whose only disk is small. */
final class SmallDiskBroker extends ContainerPart implements DiskPart {
    private final SmallDisk disk;

    SmallDiskBroker(String name, GenericContainer<?> container, BooleanSupplier ready, SmallDisk disk) {
        super(name, container, ready);
        this.disk = disk;
    }

    @Override
    public void fillDisk() throws InterruptedException {
        disk.fill();
    }

    @Override
    public void clearDisk() throws InterruptedException {
        disk.clear();
    }
}
