package io.tieline.dispatcher.catalogue;

import io.tieline.platform.ConfigException;
import io.tieline.platform.StrictYaml;
import io.tieline.routing.Catalogue;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The catalogue in a file that people change while it is used. What can't be used is told in the log, and what was in force
 * stays so. Links are followed at each look, so that the file may also be exchanged with the folder that it is in.
 *
 * <p>A change counts once two looks in a row have found it: whoever is still writing the file hasn't meant what half of it
 * says.
 */
public final class CatalogueFile implements CatalogueSource {
    private static final Logger LOG = LoggerFactory.getLogger(CatalogueFile.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(2);

    private final Path file;
    private final CatalogueReader reader;
    private final Duration betweenLooks;
    private final Catalogue first;

    /** What the catalogue that is in force was read from. */
    private String inForce;

    private Look last;
    private @Nullable List<String> complaint;

    /** What the file holds, or why it can't be read. */
    private record Look(String content, boolean readable) {}

    private CatalogueFile(Path file, CatalogueReader reader, Duration betweenLooks) {
        this.file = file;
        this.reader = reader;
        this.betweenLooks = betweenLooks;
        this.inForce = StrictYaml.text(file);
        this.last = new Look(inForce, true);
        this.first = switch (reader.read(inForce, file.toString())) {
            case CatalogueReading.Good(Catalogue catalogue, List<String> warnings) -> {
                warnings.forEach(LOG::warn);
                yield catalogue;
            }
            case CatalogueReading.Bad(List<String> problems, List<String> _) ->
                throw new ConfigException(String.join("\n", problems));
        };
    }

    /**
     * Reads it for the first time.
     *
     * @throws ConfigException with all that is wrong with it
     */
    public static CatalogueFile open(Path file, CatalogueReader reader) {
        return open(file, reader, BETWEEN_LOOKS);
    }

    /** The same, and looks at it as often as this. */
    public static CatalogueFile open(Path file, CatalogueReader reader, Duration betweenLooks) {
        return new CatalogueFile(file, reader, betweenLooks);
    }

    @Override
    public Catalogue first() {
        return first;
    }

    @Override
    public Runnable follow(Consumer<Catalogue> taker) {
        Thread thread = Thread.ofPlatform().daemon().name("tieline-catalogue").start(() -> lookUntilInterrupted(taker));
        return thread::interrupt;
    }

    private void lookUntilInterrupted(Consumer<Catalogue> taker) {
        try {
            while (true) {
                Thread.sleep(betweenLooks);
                look(taker);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One look; by one thread at a time. */
    void look(Consumer<Catalogue> taker) {
        Look look = see();
        if (!look.equals(last)) {
            last = look;
        } else if (look.content().equals(inForce)) {
            if (complaint != null) {
                LOG.atInfo().addKeyValue("file", file).log("the catalogue is again as it is in force");
                complaint = null;
            }
        } else if (look.readable()) {
            offer(look.content(), taker);
        } else {
            complain(List.of(look.content()));
        }
    }

    private Look see() {
        try {
            return new Look(StrictYaml.text(file), true);
        } catch (ConfigException e) {
            return new Look(String.valueOf(e.getMessage()), false);
        }
    }

    private void offer(String content, Consumer<Catalogue> taker) {
        try {
            switch (reader.read(content, file.toString())) {
                case CatalogueReading.Good(Catalogue catalogue, List<String> warnings) -> {
                    taker.accept(catalogue);
                    isInForce(content, catalogue, warnings);
                }
                case CatalogueReading.Bad(List<String> problems, List<String> _) -> complain(problems);
            }
        } catch (RuntimeException e) {
            // Whatever it is, the next look may find it mended.
            complain(List.of(file + ": can't be taken over: " + e));
        }
    }

    private void isInForce(String content, Catalogue catalogue, List<String> warnings) {
        inForce = content;
        complaint = null;
        warnings.forEach(LOG::warn);
        LOG.atInfo()
                .addKeyValue("file", file)
                .addKeyValue("endpoints", catalogue.endpoints().size())
                .addKeyValue("routes", catalogue.routes().size())
                .addKeyValue("tenants", catalogue.tenants().size())
                .log("a changed catalogue is in force");
    }

    /** Says it once, until there is something else to say. */
    private void complain(List<String> problems) {
        if (problems.equals(complaint)) {
            return;
        }
        complaint = problems;
        LOG.atError()
                .addKeyValue("file", file)
                .log("the catalogue can't be used as it is now; what was in force before stays so:\n"
                        + String.join("\n", problems));
    }
}
