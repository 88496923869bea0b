package io.tieline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.tieline.gateway.own.OwnReplays;
import io.tieline.replay.run.NewReplay;
import io.tieline.replay.run.ReplayDesk;
import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sends one request again with other contents. */
@Command(
        name = "edit",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Run one dead request again with other contents. Whose it is, where it may be worked on and who gets the"
                        + " answer stay as they are.",
        footer = {
            "",
            "Example:",
            "  tieline dead-letters show r-1     # its field 'contents', saved and mended, is what FILE holds",
            "  tieline replay edit r-1 --with mended.json --why 'the schema had a typo'"
        })
final class ReplayEditCommand extends ReplayCommand.AtTheDesk {
    @Parameters(paramLabel = "ID", description = "Id of the request.")
    private String id = "";

    @Option(
            names = "--tenant",
            paramLabel = "NAME",
            description = "Whose request it is; only needed where requests of several tenants have this id.")
    private @Nullable String tenant;

    @Option(names = "--with", paramLabel = "FILE", required = true, description = "JSON file with the contents.")
    private @Nullable Path file;

    @Mixin
    private ReplayOverrideOptions overrides = new ReplayOverrideOptions();

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "The reason, for the audit record.")
    private String why = "";

    @Mixin
    private ReplayCommand.Order order = new ReplayCommand.Order();

    @Option(names = "--dry-run", description = "Only tell what it would cost, and where it would go.")
    private boolean dryRun;

    @Override
    int at(ReplayDesk desk, TielineConfig settings) throws IOException, InterruptedException {
        NewReplay replay = new NewReplay(
                new Selection(
                        Source.DEAD_LETTERS,
                        Filter.ids(Set.of(id)).ofTenants(tenant == null ? Set.of() : Set.of(tenant))),
                overrides.overrides(),
                OwnReplays.edited(contents()),
                false,
                NewReplay.Limits.USUAL,
                order.by(),
                why);
        return start(desk, replay, dryRun, settings);
    }

    private JsonNode contents() throws IOException {
        if (file == null) {
            throw new IllegalStateException("picocli lets no command begin without what it needs");
        }
        try {
            return new ObjectMapper().readTree(Files.readString(file));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("--with is no JSON: " + e.getOriginalMessage(), e);
        }
    }
}
