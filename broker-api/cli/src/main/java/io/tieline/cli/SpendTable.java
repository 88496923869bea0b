package io.tieline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;

/** What was spent as a table for people. */
final class SpendTable {
    private SpendTable() {}

    static String of(JsonNode answer) {
        String by = answer.get("by").asText();
        String period = answer.get("period").asText();
        JsonNode sums = answer.get("sums");
        if (sums.isEmpty()) {
            return "Nothing was spent" + (period.isEmpty() ? "" : " in " + period) + ".\n";
        }
        String head = by.toUpperCase(Locale.ROOT) + (period.isEmpty() ? "" : " in " + period);
        TextTable table = new TextTable(head, "CALLS", "TOKENS IN", "CACHED", "TOKENS OUT", "USD");
        for (JsonNode sum : sums) {
            table.row(
                    sum.get("name").asText(),
                    count(sum, "attempts"),
                    count(sum, "inputTokens"),
                    count(sum, "cachedInputTokens"),
                    count(sum, "outputTokens"),
                    usd(
                            sum.get("costMicroUsd").asLong(),
                            sum.get("estimatedMicroUsd").asLong()));
        }
        return table
                + (sums.size() > 1
                        ? "\nTogether " + usd(total(sums, "costMicroUsd"), total(sums, "estimatedMicroUsd")) + " USD\n"
                        : "");
    }

    private static String count(JsonNode sum, String field) {
        return String.valueOf(sum.get(field).asLong());
    }

    private static long total(JsonNode sums, String field) {
        long total = 0;
        for (JsonNode sum : sums) {
            total += sum.get(field).asLong();
        }
        return total;
    }

    private static String usd(long microUsd, long estimated) {
        return (estimated > 0 ? "~" : "") + Usd.text(microUsd);
    }
}
