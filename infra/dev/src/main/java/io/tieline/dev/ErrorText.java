package io.tieline.dev;

import io.tieline.schemas.avro.ReplyError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Words for why a request was not completed. */
public final class ErrorText {
    private static final String SEPARATOR = ": ";

    private ErrorText() {}

    /** The broker's message and its evidence; endpoints that were left out for the same reason are told together. */
    public static String of(ReplyError error) {
        String message = error.getMessage();
        List<String> evidence = error.getEvidence();
        if (evidence.isEmpty()) {
            return message;
        }
        return message.contains(evidence.toString())
                ? message.replace(evidence.toString(), together(evidence))
                : message + " [" + together(evidence) + "]";
    }

    /** Each piece of evidence is an endpoint, a colon and a reason. */
    private static String together(List<String> evidence) {
        Map<String, List<String>> byReason = new LinkedHashMap<>();
        for (String each : evidence) {
            int colon = each.indexOf(SEPARATOR);
            String endpoint = colon < 0 ? "" : each.substring(0, colon);
            String reason = colon < 0 ? each : each.substring(colon);
            byReason.computeIfAbsent(reason, key -> new ArrayList<>()).add(endpoint);
        }
        return byReason.entrySet().stream()
                .map(entry -> String.join(", ", entry.getValue()) + entry.getKey())
                .collect(Collectors.joining("; "));
    }
}
