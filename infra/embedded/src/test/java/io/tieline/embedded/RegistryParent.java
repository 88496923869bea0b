package io.tieline.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;

/** A process that starts a registry, writes its process id to the file named by the argument, and waits to be killed. */
final class RegistryParent {
    private RegistryParent() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        try (RegistryProcess registry = RegistryProcess.start()) {
            Path target = Path.of(args[0]);
            Path half = Files.writeString(target.resolveSibling("pid.half"), String.valueOf(registry.pid()));
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE);
            new CountDownLatch(1).await();
        }
    }
}
