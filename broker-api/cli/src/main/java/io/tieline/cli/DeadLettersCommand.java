package io.tieline.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.tieline.gateway.own.OwnLetters;
import io.tieline.replay.select.DeadLetterStats;
import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Found;
import io.tieline.replay.select.Reader;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import io.tieline.schemas.avro.DeadLetter;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Requests that ended without an answer. */
@Command(
        name = "dead-letters",
        mixinStandardHelpOptions = true,
        description = "Look at requests that ended without an answer; 'tieline replay' runs them again.",
        subcommands = {DeadLettersCommand.Listing.class, DeadLettersCommand.Show.class, DeadLettersCommand.Stats.class})
final class DeadLettersCommand {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What all three have. */
    abstract static class Looking implements Callable<Integer> {
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

        final void select(Selection selection, Consumer<Found> taker) throws InterruptedException {
            try (Records records = Records.connect(config.read());
                    Reader reader = Reader.open(records.kafka(), records.serdes())) {
                reader.select(selection, taker);
            }
        }
    }

    /** One line for each. */
    @Command(
            name = "list",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "List them, the newest last.",
            footer = {"", "Example:", "  tieline dead-letters list --from 2h --code 'provider.*' --tenant acme"})
    static final class Listing extends Looking {
        @Mixin
        private SelectionOptions options = new SelectionOptions();

        @Option(
                names = "--limit",
                paramLabel = "N",
                defaultValue = "100",
                description = "At most so many, the newest of them. Default: ${DEFAULT-VALUE}.")
        private int limit = 100;

        @Override
        public Integer call() throws InterruptedException {
            if (limit < 1) {
                throw new IllegalArgumentException("--limit is '" + limit + "', allowed: 1 or more");
            }
            Deque<DeadLetter> last = new ArrayDeque<>();
            long[] all = new long[1];
            select(options.selection(Source.DEAD_LETTERS, Instant.now()), found -> {
                all[0]++;
                last.add(Objects.requireNonNull(found.letter()));
                if (last.size() > limit) {
                    last.remove();
                }
            });
            List<DeadLetter> letters = new ArrayList<>(last);
            letters.sort(Comparator.comparing(DeadLetter::getDeadAt));
            if (isJson()) {
                ArrayNode lines = JSON.createArrayNode();
                letters.forEach(letter -> lines.add(OwnLetters.line(letter)));
                out().println(lines.toPrettyString());
            } else {
                out().print(table(letters));
                out().println(letters.size() + " of " + all[0]);
            }
            return 0;
        }

        private static TextTable table(List<DeadLetter> letters) {
            TextTable table = new TextTable("DIED", "ID", "TENANT", "ROUTE", "CODE", "CALLED");
            letters.forEach(letter -> {
                Found found = Found.of(letter);
                table.row(
                        letter.getDeadAt().toString(),
                        letter.getRequestId(),
                        found.tenant(),
                        found.route(),
                        found.code().orElse(""),
                        String.join(", ", found.endpoints()));
            });
            return table;
        }
    }

    /** One of them whole. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Show one with its reply, its attempts, where it stood, and its contents; each time that it died, if"
                            + " it was run again. It is JSON in any case: its field 'contents' is what 'tieline replay edit' takes.")
    static final class Show extends Looking {
        @Parameters(paramLabel = "ID", description = "Id of the request, as it was first or as it was run again.")
        private String id = "";

        @Override
        public Integer call() throws InterruptedException {
            List<DeadLetter> letters = new ArrayList<>();
            select(
                    new Selection(Source.DEAD_LETTERS, Filter.ids(Set.of(id))),
                    found -> letters.add(Objects.requireNonNull(found.letter())));
            if (letters.isEmpty()) {
                throw new IllegalStateException(
                        "there is no dead letter with the id '" + id + "' any more, or never was");
            }
            letters.sort(Comparator.comparingInt(DeadLetter::getGeneration));
            letters.forEach(letter -> out().println(OwnLetters.whole(letter).toPrettyString()));
            return 0;
        }
    }

    /** Counts. */
    @Command(
            name = "stats",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description = "Count them by reason, the endpoint that was called last, and hour (UTC).")
    static final class Stats extends Looking {
        @Mixin
        private SelectionOptions options = new SelectionOptions();

        @Override
        public Integer call() throws InterruptedException {
            DeadLetterStats stats = new DeadLetterStats();
            select(options.selection(Source.DEAD_LETTERS, Instant.now()), stats::add);
            if (isJson()) {
                out().println(OwnLetters.rows(stats).toPrettyString());
                return 0;
            }
            TextTable table = new TextTable("HOUR", "CODE", "ENDPOINT", "COUNT");
            stats.rows()
                    .forEach(row ->
                            table.row(row.hour().toString(), row.code(), row.endpoint(), String.valueOf(row.count())));
            out().print(table);
            out().println(stats.total() + " together");
            return 0;
        }
    }
}
