package io.tieline.gateway.auth;

import io.tieline.platform.ConfigException;
import io.tieline.platform.StrictYaml;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys that open the gateway, from an environment variable, from a file that people change while it is used, or from
 * both. Either holds YAML or JSON:
 *
 * <pre>{@code
 * keys:
 * - name: nightly
 *   sha256: 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae
 *   tenant: acme
 *   routes: [summarize]
 *   rights: [submit, read_own]
 * }</pre>
 *
 * <p>A change of the file counts once two looks in a row have found it: whoever is still writing the file hasn't meant what
 * half of it says. What can't be used is told in the log, and the keys of before stay. Thread-safe.
 */
public final class ApiKeys implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ApiKeys.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);
    private static final String VARIABLE = "the environment variable with keys";

    private final KeyRing fixed;
    private final @Nullable Path file;
    private final @Nullable Thread thread;
    private volatile KeyRing ring;

    // Touched by one thread at a time.
    private String inForce;
    private String last;
    private @Nullable String complaint;

    private ApiKeys(@Nullable Path file, @Nullable String variable, Duration betweenLooks) {
        this.file = file;
        this.fixed = variable == null ? new KeyRing(List.of()) : StrictYaml.parse(variable, VARIABLE, KeyRing.class);
        this.inForce = file == null ? "" : StrictYaml.text(file);
        this.last = inForce;
        this.ring = file == null ? fixed : read(file, inForce);
        this.thread = file == null || betweenLooks.isZero()
                ? null
                : Thread.ofPlatform().daemon().name("tieline-keys").start(() -> lookUntilInterrupted(betweenLooks));
    }

    /**
     * Reads keys, and goes on looking at the file.
     *
     * @param variable what the environment variable holds
     * @throws ConfigException with all that is wrong with them
     */
    public static ApiKeys open(@Nullable Path file, @Nullable String variable) {
        return new ApiKeys(file, variable, BETWEEN_LOOKS);
    }

    /** The same, but looks at the file only when it is told to. */
    static ApiKeys openWithoutLooking(@Nullable Path file, @Nullable String variable) {
        return new ApiKeys(file, variable, Duration.ZERO);
    }

    /** Who shows this key; empty where nobody has it. */
    public Optional<Caller> find(String key) {
        return ring.find(key);
    }

    private KeyRing read(Path from, String content) {
        KeyRing read = StrictYaml.parse(content, from.toString(), KeyRing.class);
        try {
            return fixed.and(read);
        } catch (IllegalArgumentException e) {
            throw new ConfigException(from + ", together with " + VARIABLE + ": " + e.getMessage());
        }
    }

    private void lookUntilInterrupted(Duration betweenLooks) {
        try {
            while (true) {
                Thread.sleep(betweenLooks);
                look();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look at the file. */
    void look() {
        if (file == null) {
            return;
        }
        try {
            String content = StrictYaml.text(file);
            if (!content.equals(last)) {
                last = content;
            } else if (content.equals(inForce)) {
                complaint = null;
            } else {
                ring = read(file, content);
                inForce = content;
                complaint = null;
                LOG.atInfo().addKeyValue("file", file).log("changed keys are in force");
            }
        } catch (RuntimeException e) {
            // Whatever it is, the next look may find it mended.
            complain(String.valueOf(e.getMessage()));
        }
    }

    /** Says it once, until there is something else to say. */
    private void complain(String problem) {
        if (!problem.equals(complaint)) {
            complaint = problem;
            LOG.atError()
                    .addKeyValue("file", file)
                    .log("the keys can't be used as they are now; those of before stay in force, also such as were to"
                            + " be taken away:\n" + problem);
        }
    }

    @Override
    public void close() {
        if (thread != null) {
            thread.interrupt();
        }
    }
}
