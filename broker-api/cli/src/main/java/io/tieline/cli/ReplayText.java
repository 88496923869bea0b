package io.tieline.cli;

import io.tieline.gateway.own.OwnReplays;
import io.tieline.replay.run.Preview;
import io.tieline.schemas.avro.Replay;
import java.util.List;

/** Replays for people. */
final class ReplayText {
    private ReplayText() {}

    static String of(List<Replay> replays) {
        if (replays.isEmpty()) {
            return "There are no replays.\n";
        }
        TextTable table = new TextTable("REPLAY", "STATE", "SELECTED", "REPLAYED", "ANSWERED", "FAILED", "BY", "WHY");
        replays.forEach(replay -> table.row(
                replay.getReplayId(),
                OwnReplays.state(replay),
                String.valueOf(replay.getSelected()),
                String.valueOf(replay.getReplayed()),
                String.valueOf(replay.getSucceeded()),
                String.valueOf(replay.getFailed()),
                replay.getRequestedBy(),
                replay.getWhy()));
        return table.toString();
    }

    static String of(Replay replay) {
        StringBuilder text = new StringBuilder()
                .append(replay.getReplayId())
                .append(": ")
                .append(OwnReplays.state(replay))
                .append(replay.getReason() == null ? "" : ", for " + replay.getReason())
                .append("\n  selection     ")
                .append(replay.getSelection())
                .append("\n  selected      ")
                .append(replay.getSelected())
                .append("\n  replayed      ")
                .append(replay.getReplayed())
                .append(": ")
                .append(replay.getSucceeded())
                .append(" answered, ")
                .append(replay.getFailed())
                .append(" failed, ")
                .append(replay.getReplayed() - replay.getSucceeded() - replay.getFailed())
                .append(" open\n  skipped       ")
                .append(skipped(
                        replay.getSkippedAnswered(),
                        replay.getSkippedOpen(),
                        replay.getQuarantined(),
                        replay.getRefused()))
                .append(replay.getRefusal() == null ? "" : "\n  last refusal  " + replay.getRefusal())
                .append('\n');
        replay.getAudit()
                .forEach(order -> text.append("  ")
                        .append(order.getAt())
                        .append("  ")
                        .append(order.getKind())
                        .append(" by ")
                        .append(order.getBy())
                        .append(order.getWhy().isEmpty() ? "" : ": " + order.getWhy())
                        .append('\n'));
        return text.toString();
    }

    private static String skipped(long answered, long open, long quarantined, long refused) {
        return answered + " answered, " + open + " open or in it more than once, " + quarantined
                + " run again too often, " + refused + " refused";
    }

    static String of(Preview preview) {
        StringBuilder text = new StringBuilder("Nothing was done. It would run " + preview.published() + " of "
                + preview.selected() + " requests again.\n");
        text.append("  skipped   ")
                .append(skipped(
                        preview.skippedAnswered(), preview.skippedOpen(), preview.quarantined(), preview.refused()))
                .append("\n  tokens    about ")
                .append(preview.inputTokens())
                .append(" in, at most ")
                .append(preview.mostOutputTokens())
                .append(" out\n  cost      at most ")
                .append(Usd.text(preview.mostMicroUsd()))
                .append(" USD, by the prices of those asked first\n");
        preview.targets()
                .forEach((endpoint, count) -> text.append("  first to  ")
                        .append(endpoint)
                        .append(": ")
                        .append(count)
                        .append('\n'));
        preview.refusals()
                .forEach(why -> text.append("  refused   ").append(why).append('\n'));
        return text.toString();
    }
}
