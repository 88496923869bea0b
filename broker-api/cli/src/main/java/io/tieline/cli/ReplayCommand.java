package io.tieline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tieline.dispatcher.catalogue.CatalogueFile;
import io.tieline.dispatcher.catalogue.CatalogueReader;
import io.tieline.gateway.own.OwnReplays;
import io.tieline.replay.run.KafkaReplayDesk;
import io.tieline.replay.run.NewReplay;
import io.tieline.replay.run.Preview;
import io.tieline.replay.run.ReplayDesk;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayCommandKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Requests are run again. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        description = "Run requests again, a gateway does it: start with --dry-run to see what it would do.",
        subcommands = {
            ReplayStartCommand.class,
            ReplayEditCommand.class,
            ReplayCommand.Listing.class,
            ReplayCommand.Show.class,
            ReplayCommand.Pause.class,
            ReplayCommand.Resume.class,
            ReplayCommand.Cancel.class
        })
final class ReplayCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What all of them have. */
    abstract static class AtTheDesk implements Callable<Integer> {
        private static final Duration PATIENCE = Duration.ofSeconds(10);

        @Spec
        private @Nullable CommandSpec spec;

        @Mixin
        private ConfigOption config = new ConfigOption();

        @Option(names = "--json", description = "Print it as JSON.")
        private boolean json;

        final PrintWriter out() {
            return Objects.requireNonNull(spec).commandLine().getOut();
        }

        final boolean isJson() {
            return json;
        }

        @Override
        public final Integer call() throws IOException, InterruptedException {
            TielineConfig settings = config.read();
            List<String> replyTopics = new ArrayList<>(List.of(Topics.REPLIES.name()));
            replyTopics.addAll(settings.topics().replyTopics());
            try (Records records = Records.connect(settings);
                    KafkaReplayDesk desk = new KafkaReplayDesk(
                            records.kafka(), records.serdes(), replyTopics, InstantSource.system())) {
                return at(desk, settings);
            }
        }

        abstract int at(ReplayDesk desk, TielineConfig settings) throws IOException, InterruptedException;

        /** What ends a line already. */
        final void say(String text) {
            out().print(text);
            out().flush();
        }

        final void print(Replay replay) {
            say(isJson() ? OwnReplays.of(replay).toPrettyString() + "\n" : ReplayText.of(replay));
        }

        /** Shows what it would do, or does it. */
        final int start(ReplayDesk desk, NewReplay order, boolean dryRun, TielineConfig settings)
                throws IOException, InterruptedException {
            if (dryRun) {
                CatalogueFile catalogue =
                        CatalogueFile.open(settings.requiredCatalogue(), CatalogueReader.withoutSecrets());
                Preview preview = desk.preview(order, catalogue.first());
                say(isJson() ? OwnReplays.of(preview).toPrettyString() + "\n" : ReplayText.of(preview));
                return 0;
            }
            Replay replay = desk.start(order);
            return taken(desk, replay.getReplayId(), ReplayCommandKind.START, replay.getCreatedAt());
        }

        /** Ends with 1 where nobody has taken the order yet. */
        final int taken(ReplayDesk desk, String replayId, ReplayCommandKind kind, Instant told)
                throws InterruptedException {
            Optional<Replay> replay = desk.await(replayId, kind, told, PATIENCE);
            replay.ifPresentOrElse(
                    this::print,
                    () -> out().println(replayId + ": the order is kept, but within "
                            + PATIENCE.toSeconds()
                            + " s no gateway has obeyed it: none is running, or the replay has ended"
                            + " meanwhile ('tieline replay show " + replayId + "')"));
            return replay.isPresent() ? 0 : 1;
        }
    }

    /** Who gives an order, and why. */
    static final class Order {
        @Option(
                names = "--by",
                paramLabel = "NAME",
                defaultValue = "${sys:user.name}",
                description = "Who orders it, for the audit record. Default: ${DEFAULT-VALUE}.")
        private String by = "";

        String by() {
            return by;
        }
    }

    /** All of them. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "List replays, the newest first.")
    static final class Listing extends AtTheDesk {
        @Override
        int at(ReplayDesk desk, TielineConfig settings) {
            List<Replay> all = desk.all();
            if (isJson()) {
                ArrayNode list = JSON.createArrayNode();
                all.forEach(replay -> list.add(OwnReplays.of(replay)));
                out().println(list.toPrettyString());
            } else {
                say(ReplayText.of(all));
            }
            return 0;
        }
    }

    /** One of them. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Show one: how far it is, why it stopped, and what it was told by whom.")
    static final class Show extends AtTheDesk {
        @Parameters(paramLabel = "REPLAY_ID", description = "As 'tieline replay start' names it.")
        private String id = "";

        @Override
        int at(ReplayDesk desk, TielineConfig settings) {
            print(known(desk, id));
            return 0;
        }
    }

    private static Replay known(ReplayDesk desk, String id) {
        return desk.find(id)
                .orElseThrow(() -> new IllegalStateException("there is no replay '" + id
                        + "', or no gateway has heard of it yet; 'tieline replay list' shows all"));
    }

    /** What the three have that tell a replay something. */
    abstract static class Telling extends AtTheDesk {
        @Parameters(paramLabel = "REPLAY_ID", description = "As 'tieline replay start' names it.")
        private String id = "";

        @Mixin
        private Order order = new Order();

        @Option(
                names = "--why",
                paramLabel = "TEXT",
                defaultValue = "",
                description = "The reason, for the audit record.")
        private String why = "";

        abstract ReplayCommandKind kind();

        @Override
        int at(ReplayDesk desk, TielineConfig settings) throws IOException, InterruptedException {
            Replay replay = known(desk, id);
            if (!ReplayDesk.allows(replay, kind())) {
                throw new IllegalStateException("replay '" + id + "' is " + OwnReplays.state(replay)
                        + ", which doesn't allow it to " + kind().name().toLowerCase(Locale.ROOT));
            }
            return taken(desk, id, kind(), desk.tell(id, kind(), order.by(), why));
        }
    }

    /** It publishes no more for now. */
    @Command(
            name = "pause",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Publish no more for now. What is published already goes on to its end.")
    static final class Pause extends Telling {
        @Override
        ReplayCommandKind kind() {
            return ReplayCommandKind.PAUSE;
        }
    }

    /** It goes on. */
    @Command(
            name = "resume",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Go on with one that was paused, or has stopped by itself; from the slow beginning of its ramp.")
    static final class Resume extends Telling {
        @Override
        ReplayCommandKind kind() {
            return ReplayCommandKind.RESUME;
        }
    }

    /** It never goes on. */
    @Command(
            name = "cancel",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Publish no more, ever. What is published already goes on to its end.")
    static final class Cancel extends Telling {
        @Override
        ReplayCommandKind kind() {
            return ReplayCommandKind.CANCEL;
        }
    }
}
