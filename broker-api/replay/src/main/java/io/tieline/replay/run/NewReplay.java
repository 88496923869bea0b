package io.tieline.replay.run;

import io.tieline.replay.select.Selection;
import io.tieline.routing.Catalogue;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayOrder;
import io.tieline.schemas.avro.ReplayOverrides;
import io.tieline.schemas.avro.ReplayState;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A replay as it is ordered.
 *
 * @param edited contents for the one request that is selected; null: it keeps its own
 * @param answeredToo whether requests are run again that have an answer
 * @param by who orders it
 * @param why the reason
 */
public record NewReplay(
        Selection selection,
        ReplayOverrides overrides,
        @Nullable InferenceRequest edited,
        boolean answeredToo,
        Limits limits,
        String by,
        String why) {
    /** Most bytes of contents that replace a request's own: what a topic of requests takes, less room for the rest of it. */
    public static final int MOST_EDITED_BYTES = 2 * 1024 * 1024 - 64 * 1024;

    /** Longest that a request may be given to be answered. */
    static final Duration LONGEST_DEADLINE = Duration.ofDays(30);

    private static final int LONGEST_WHY = 1_000;

    /**
     * How fast, and how far.
     *
     * @param perSecond most requests to be published a second; 10
     * @param ramp how long it takes to come to that, from a twentieth; a minute
     * @param mostOpen most requests at a time that are published and haven't ended; 1000
     * @param failureLimit share of failures among the last replies and calls above which it stops; 0.5
     * @param failureWindow number of these; 50
     * @param maxGeneration how often a request may be run again, over all replays; 5
     */
    public record Limits(
            double perSecond, Duration ramp, int mostOpen, double failureLimit, int failureWindow, int maxGeneration) {
        private static final double FASTEST = 100_000;

        /** The defaults. */
        public static final Limits USUAL = new Limits(10, Duration.ofMinutes(1), 1_000, 0.5, 50, 5);

        public Limits {
            require(perSecond > 0 && perSecond <= FASTEST, "rate", perSecond, "above 0, to 100000 a second");
            require(!ramp.isNegative(), "ramp", ramp, "0 or more");
            require(mostOpen >= 1, "most-open", mostOpen, "1 or more");
            require(failureLimit >= 0 && failureLimit <= 1, "failure-limit", failureLimit, "0.0 to 1.0");
            require(failureWindow >= 1 && failureWindow <= 10_000, "failure-window", failureWindow, "1 to 10000");
            require(maxGeneration >= 1, "max-generation", maxGeneration, "1 or more");
        }
    }

    public NewReplay {
        require(!by.isBlank(), "by", by, "who orders it");
        require(!why.isBlank() && why.length() <= LONGEST_WHY, "why", shorten(why), "a reason, up to 1000 characters");
        require(
                edited == null || selection.filter().ids().size() == 1,
                "ids",
                selection.filter().ids(),
                "one, where a request is edited");
        check(overrides);
    }

    /**
     * Checks that a request with other contents still is one that topics take.
     *
     * @param editedBytes length of these contents as a record
     * @param mostBytes longest that is taken
     * @throws IllegalArgumentException if it is longer, with what to do
     */
    public static void requireFits(int editedBytes, int mostBytes) {
        require(
                editedBytes <= mostBytes,
                "edit",
                editedBytes + " bytes long",
                "up to " + mostBytes
                        + ". Shorten it, or send it as a new request over HTTP (POST /v1/requests), where long"
                        + " texts and pictures are put into the store of files");
    }

    /**
     * Checks that it names no endpoints that there aren't.
     *
     * @throws IllegalArgumentException if it does, with which
     */
    public void requireKnown(Catalogue catalogue) {
        requireKnown(overrides, catalogue);
    }

    static void requireKnown(@Nullable ReplayOverrides overrides, Catalogue catalogue) {
        if (overrides == null) {
            return;
        }
        requireKnown("endpointsOnly", overrides.getEndpointsOnly(), catalogue);
        requireKnown("endpointsDenied", overrides.getEndpointsDenied(), catalogue);
    }

    private static void requireKnown(String field, List<String> endpoints, Catalogue catalogue) {
        for (String id : endpoints) {
            require(catalogue.endpoint(id).isPresent(), field, id, "an endpoint of the catalogue");
        }
    }

    private static void check(ReplayOverrides overrides) {
        String lane = overrides.getLane();
        require(lane == null || List.of("interactive", "batch").contains(lane), "lane", lane, "interactive or batch");
        Long deadline = overrides.getDeadlineMillis();
        require(
                deadline == null || (deadline > 0 && deadline <= LONGEST_DEADLINE.toMillis()),
                "deadline",
                deadline == null ? null : Duration.ofMillis(deadline),
                "more than 0, to 30 days");
        Integer output = overrides.getMaxOutputTokens();
        require(output == null || output >= 1, "max-output-tokens", output, "1 or more");
        Double temperature = overrides.getTemperature();
        require(
                temperature == null || (temperature >= 0 && temperature <= 2),
                "temperature",
                temperature,
                "0.0 to 2.0");
        Double topP = overrides.getTopP();
        require(topP == null || (topP > 0 && topP <= 1), "top-p", topP, "above 0.0, to 1.0");
        Integer attempts = overrides.getMaxAttempts();
        require(attempts == null || attempts >= 1, "max-attempts", attempts, "1 or more");
        Long most = overrides.getMaxCallMicroUsd();
        require(most == null || most >= 0, "max-call-micro-usd", most, "0 or more");
        require(
                Stream.concat(overrides.getEndpointsOnly().stream(), overrides.getEndpointsDenied().stream())
                        .noneMatch(String::isBlank),
                "endpoints",
                "blank",
                "ids of endpoints");
    }

    private static String shorten(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "…";
    }

    private static void require(boolean holds, String field, @Nullable Object value, String allowed) {
        if (!holds) {
            throw new IllegalArgumentException(field + " is '" + value + "', allowed: " + allowed);
        }
    }

    /** An order that changes nothing in the requests. */
    public static ReplayOverrides nothing() {
        return ReplayOverrides.newBuilder().build();
    }

    /** The record that it begins with. */
    public Replay begin(String replayId, Instant now) {
        Instant at = now.truncatedTo(ChronoUnit.MILLIS);
        return Replay.newBuilder()
                .setReplayId(replayId)
                .setState(ReplayState.ACCEPTED)
                .setSelection(selection.toJson())
                .setRequestedBy(by)
                .setWhy(why)
                .setSelected(0)
                .setReplayed(0)
                .setSucceeded(0)
                .setCreatedAt(at)
                .setOverrides(overrides)
                .setEdited(edited)
                .setAnsweredToo(answeredToo)
                .setPerSecond(limits.perSecond())
                .setRampMillis(limits.ramp().toMillis())
                .setMostOpen(limits.mostOpen())
                .setFailureLimit(limits.failureLimit())
                .setFailureWindow(limits.failureWindow())
                .setMaxGeneration(limits.maxGeneration())
                .setAudit(List.of(new ReplayOrder("START", by, why, at)))
                .build();
    }

    /** Its id, as it is told to people: replay-, the time and a few digits by chance. */
    public static String newId(Instant now, int chance) {
        String time = now.truncatedTo(ChronoUnit.SECONDS)
                .toString()
                .replaceAll("[-:Z]", "")
                .replace('T', '-');
        return "replay-" + time + "-"
                + String.format(Locale.ROOT, "%08x", Objects.checkIndex(chance, Integer.MAX_VALUE));
    }
}
