package io.tieline.systemtests.containers;

import io.tieline.dev.Stack;
import io.tieline.gateway.auth.KeyEntry;
import io.tieline.systemtests.backend.Mutant;
import io.tieline.systemtests.backend.TestCatalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folder with the configuration of one service, which its container sees as /etc/tieline. */
final class ServiceConfig {
    /** Options of its JVM, further ones than it is made with. */
    static final String OPTIONS = "jvm.options";

    private static final String AGENT = "mutants.jar";

    private ServiceConfig() {}

    /** From the next start on, the product is changed. */
    static void change(Path own, String change) {
        // In quotes, for # begins a comment otherwise.
        options(own, '"' + Mutant.option(Path.of("/etc/tieline", AGENT), change) + '"');
    }

    /** From the next start on, the product is as it is. */
    static void unchanged(Path own) {
        options(own, "");
    }

    private static void options(Path own, String options) {
        try {
            write(own.resolve(OPTIONS), options);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Writes it, and the agent that changes the product beside it.
     *
     * @param name of the service
     * @param bootstrap where it finds Kafka
     */
    static Path write(Path folder, String name, String bootstrap, Addresses addresses) throws IOException {
        Path own = Files.createDirectory(folder.resolve(name));
        // The service isn't run by this test's user.
        Files.setPosixFilePermissions(own, PosixFilePermissions.fromString("rwxr-xr-x"));
        write(own.resolve("tieline.yaml"), """
                kafka:
                  bootstrap-servers: %s
                registry:
                  url: http://%s/apis/registry/v3
                dispatcher:
                  worker-id: %s
                health:
                  listen: %s
                  state-dir: /var/lib/tieline/health
                gateway:
                  listen: %s
                  keys: keys.yaml
                  state-dir: /var/lib/tieline/gateway
                files:
                  folder: /var/lib/tieline/files
                catalogue: catalogue.yaml
                """.formatted(
                        bootstrap,
                        addresses.seen(name, "registry"),
                        name,
                        addresses.text("health-stream"),
                        addresses.text("gateway")));
        unchanged(own);
        readable(Files.copy(Mutant.jar(), own.resolve(AGENT)));
        write(
                own.resolve("keys.yaml"),
                "keys:\n  - {name: test, sha256: %s, tenant: default}\n".formatted(KeyEntry.hash(Stack.KEY)));
        String simulator = "http://" + addresses.seen(name, "simulator") + "/e/";
        readable(
                TestCatalogue.write(own.resolve("catalogue.yaml"), id -> URI.create(simulator + id.replace('/', '-'))));
        return own;
    }

    private static void write(Path file, String text) throws IOException {
        readable(Files.writeString(file, text));
    }

    private static void readable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    }
}
