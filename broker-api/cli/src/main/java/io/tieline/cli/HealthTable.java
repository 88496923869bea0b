package io.tieline.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The answers of a health stream as tables for people. */
final class HealthTable {
    private static final int MINUTE = 60_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneId.systemDefault());

    private HealthTable() {}

    static String health(JsonNode answer, Instant now) {
        if (answer.path("endpoints").isEmpty()) {
            return "No endpoint has been called yet.\n";
        }
        StringBuilder text = new StringBuilder();
        text.append(table("ENDPOINT", answer.get("endpoints"), now));
        append("PROVIDER", answer.get("providers"), now, text);
        append("FAILURE DOMAIN", answer.get("failureDomains"), now, text);
        return text.toString();
    }

    /** One endpoint, with what speaks against it and its figures. */
    static String details(JsonNode answer, Instant now) {
        JsonNode record = answer.at("/endpoints/0");
        return table("ENDPOINT", answer.get("endpoints"), now)
                + evidence(record.get("evidence"))
                + '\n'
                + windows(record.get("windows"));
    }

    private static String evidence(JsonNode evidence) {
        if (evidence.get("failures").isEmpty()) {
            return "\nNothing speaks against it.\n";
        }
        List<String> failures = new ArrayList<>();
        evidence.get("failures")
                .properties()
                .forEach(count -> failures.add(count.getValue().asLong() + " times " + count.getKey()));
        List<String> workers = new ArrayList<>();
        evidence.get("workers").forEach(worker -> workers.add(worker.asText()));
        return "%nEvidence: %s in %d calls for %d different requests, seen by %s; score %.1f (suspected from 9, down from 18)%n"
                .formatted(
                        String.join(", ", failures),
                        evidence.get("attempts").asLong(),
                        evidence.get("requests").asLong(),
                        String.join(", ", workers),
                        evidence.get("score").asDouble());
    }

    private static TextTable windows(JsonNode windows) {
        TextTable table = new TextTable("LAST", "CALLS", "FAILED", "P50", "P95", "P99", "TOK/S", "USD");
        for (JsonNode window : windows) {
            table.row(
                    length(Duration.ofMillis(window.get("lengthMillis").asLong())),
                    String.valueOf(window.get("attempts").asLong()),
                    failed(window),
                    millis(window.get("latencyMillisP50").asLong()),
                    millis(window.get("latencyMillisP95").asLong()),
                    millis(window.get("latencyMillisP99").asLong()),
                    String.valueOf(Math.round(window.get("tokensPerSecond").asDouble())),
                    Usd.text(window.get("costMicroUsd").asLong()));
        }
        return table;
    }

    private static void append(String what, JsonNode records, Instant now, StringBuilder text) {
        if (!records.isEmpty()) {
            text.append('\n').append(table(what, records, now));
        }
    }

    private static TextTable table(String what, JsonNode records, Instant now) {
        TextTable table = new TextTable(
                what, "STATE", "SINCE", "TRAFFIC", "CALLS/MIN", "FAILED", "P50", "P95", "P99", "TOK/S", "WHY");
        for (JsonNode record : records) {
            JsonNode minute = minute(record);
            table.row(
                    record.get("id").asText(),
                    record.get("state").asText(),
                    length(Duration.between(Instant.parse(record.get("since").asText()), now)),
                    Math.round(100 * record.get("admittedShare").asDouble()) + " %",
                    String.valueOf(minute.path("attempts").asLong()),
                    failed(minute),
                    millis(minute.path("latencyMillisP50").asLong()),
                    millis(minute.path("latencyMillisP95").asLong()),
                    millis(minute.path("latencyMillisP99").asLong()),
                    String.valueOf(Math.round(minute.path("tokensPerSecond").asDouble())),
                    why(record, now));
        }
        return table;
    }

    private static JsonNode minute(JsonNode record) {
        for (JsonNode window : record.path("windows")) {
            if (window.path("lengthMillis").asInt() == MINUTE) {
                return window;
            }
        }
        return record.path("windows").path(0);
    }

    private static String failed(JsonNode window) {
        long failed = 0;
        for (JsonNode count : window.path("failures")) {
            failed += count.asLong();
        }
        long attempts = window.path("attempts").asLong();
        return attempts == 0 ? "-" : Math.round(100.0 * failed / attempts) + " %";
    }

    private static String millis(long millis) {
        if (millis == 0) {
            return "-";
        }
        return millis < 10_000 ? millis + " ms" : "%.1f s".formatted(millis / 1_000.0);
    }

    private static String why(JsonNode record, Instant now) {
        String reason = record.get("reason").asText();
        if (record.hasNonNull("until")) {
            Duration left =
                    Duration.between(now, Instant.parse(record.get("until").asText()));
            return reason + (left.isPositive() ? "; a probe is allowed in " + length(left) : "");
        }
        if (record.hasNonNull("probe")) {
            return record.at("/probe/workerId").asText() + " finds out whether it works again; " + reason;
        }
        return record.get("state").asText().equals("PROBING")
                ? "waits for a request to try it with; " + reason
                : reason;
    }

    static String history(JsonNode answer) {
        if (answer.path("transitions").isEmpty()) {
            return "Nothing changed.\n";
        }
        TextTable table = new TextTable("AT", "ENDPOINT", "FROM", "TO", "WHY");
        for (JsonNode change : answer.get("transitions")) {
            table.row(
                    TIME.format(Instant.parse(change.get("at").asText())),
                    change.get("endpoint").asText(),
                    change.get("from").asText(),
                    change.get("to").asText(),
                    change.get("reason").asText());
        }
        return table.toString();
    }

    /** The two largest units: 3d 4h, 5m 12s. */
    static String length(Duration duration) {
        Duration time = duration.isNegative() ? Duration.ZERO : duration;
        if (time.toDays() > 0) {
            return time.toDays() + "d " + time.toHoursPart() + "h";
        }
        if (time.toHours() > 0) {
            return time.toHours() + "h " + time.toMinutesPart() + "m";
        }
        return time.toMinutes() > 0 ? time.toMinutes() + "m " + time.toSecondsPart() + "s" : time.toSeconds() + "s";
    }
}
