package io.tieline.cli;

import io.tieline.replay.run.NewReplay;
import io.tieline.replay.run.ReplayDesk;
import io.tieline.replay.select.Source;
import java.io.IOException;
import java.time.Instant;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Orders a replay. */
@Command(
        name = "start",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description =
                "Run chosen requests again, each once: what has an answer, or is being worked on, is left out. Requests"
                        + " that expired in an outage were refused by nobody and have no dead letters: --source finds them. Tenant,"
                        + " residency and where the reply goes stay as they are. It stops by itself where too many fail again, or all"
                        + " that could serve are down.",
        footer = {
            "",
            "Examples:",
            "  tieline replay start --from 3h --code 'provider.*' --why 'a provider was broken this morning' --dry-run",
            "  tieline replay start --source batch --from 3h --why 'what expired in the outage' --dry-run",
            "  tieline replay start --job job-1 --deny us/gpt --rate 20 --why 'bad answers from us/gpt'"
        })
final class ReplayStartCommand extends ReplayCommand.AtTheDesk {
    @Option(
            names = "--source",
            paramLabel = "dead-letters|interactive|batch",
            defaultValue = "dead-letters",
            description = "Where they are chosen from: those that failed, or all of a lane. Default: ${DEFAULT-VALUE}.")
    private Source source = Source.DEAD_LETTERS;

    @Mixin
    private SelectionOptions selection = new SelectionOptions();

    @Option(names = "--answered-too", description = "Run those again, too, that have an answer.")
    private boolean answeredToo;

    @Mixin
    private ReplayOverrideOptions overrides = new ReplayOverrideOptions();

    @Mixin
    private ReplayPaceOptions pace = new ReplayPaceOptions();

    @Option(names = "--why", paramLabel = "TEXT", required = true, description = "The reason, for the audit record.")
    private String why = "";

    @Mixin
    private ReplayCommand.Order order = new ReplayCommand.Order();

    @Option(names = "--dry-run", description = "Only tell how many it would be, for how much, and where they would go.")
    private boolean dryRun;

    @Override
    int at(ReplayDesk desk, TielineConfig settings) throws IOException, InterruptedException {
        NewReplay replay = new NewReplay(
                selection.selection(source, Instant.now()),
                overrides.overrides(),
                null,
                answeredToo,
                pace.limits(),
                order.by(),
                why);
        return start(desk, replay, dryRun, settings);
    }
}
