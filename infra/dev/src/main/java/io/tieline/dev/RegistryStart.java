package io.tieline.dev;

import io.tieline.embedded.RegistryProcess;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * A registry that starts beside the rest. It can be closed at any time, also before it is there: then its start is broken
 * off, so that neither a process nor a directory is left behind.
 */
final class RegistryStart implements AutoCloseable {
    private final CompletableFuture<RegistryProcess> registry = new CompletableFuture<>();
    private final Thread starter;

    RegistryStart(RegistryProcess.Options options) {
        starter = Thread.ofPlatform().name("registry-start").start(() -> run(options));
    }

    private void run(RegistryProcess.Options options) {
        try {
            registry.complete(RegistryProcess.start(options));
        } catch (RuntimeException | Error e) {
            registry.completeExceptionally(e);
        }
    }

    /** The registry, as soon as it is there; throws why it didn't start. */
    RegistryProcess await() {
        try {
            return registry.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        starter.interrupt();
        registry.handle((started, failure) -> {
                    if (started != null) {
                        started.close();
                    }
                    return failure;
                })
                .join();
    }
}
