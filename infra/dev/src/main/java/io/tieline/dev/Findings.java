package io.tieline.dev;

import io.tieline.dev.DemoReport.Failure;
import io.tieline.dev.DemoReport.Latency;
import io.tieline.dev.DemoReport.Sample;
import io.tieline.dev.Evidence.Seen;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Price;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ReplyError;
import io.tieline.schemas.avro.ServedBy;
import io.tieline.schemas.avro.Usage;
import io.tieline.sim.calls.Call;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Draws the report from what Kafka and the simulator hold. Pure.
 *
 * @param accepted ids of the requests that Kafka holds
 * @param replies every reply that a reader sees, by request id
 * @param calls every call that reached the simulator
 * @param kills when the dispatcher was killed
 */
record Findings(
        Set<String> accepted,
        Map<String, List<Seen>> replies,
        List<Call> calls,
        List<Instant> kills,
        Catalogue catalogue) {
    private static final int SAMPLES = 3;
    private static final BigDecimal MICRO = BigDecimal.valueOf(1_000_000);

    DemoReport report(Duration wall) {
        List<InferenceReply> first = firstReplies().map(Seen::reply).toList();
        List<Call> ours = calls.stream()
                .filter(call -> call.requestId() != null && accepted.contains(call.requestId()))
                .toList();
        return new DemoReport(
                accepted.size(),
                count(first, Outcome.COMPLETED),
                count(first, Outcome.FAILED),
                count(first, Outcome.EXPIRED),
                accepted.size() - first.size(),
                failures(first),
                replies.values().stream().mapToInt(seen -> seen.size() - 1).sum(),
                ours.size(),
                repeatedCalls(first, ours),
                inFlightAtKills(ours),
                kills.size(),
                (int) first.stream()
                        .filter(reply -> reply.getServedBy() != null
                                && reply.getServedBy().getSwitched())
                        .count(),
                byEndpoint(first),
                latency(),
                cost(ours),
                idealCost(first),
                wall.toMillis() / 1000.0,
                samples(first));
    }

    private static int count(Collection<InferenceReply> replies, Outcome outcome) {
        return (int)
                replies.stream().filter(reply -> reply.getOutcome() == outcome).count();
    }

    private static List<Failure> failures(Collection<InferenceReply> replies) {
        Map<String, List<ReplyError>> byCode = replies.stream()
                .flatMap(reply -> Stream.ofNullable(reply.getError()))
                .collect(Collectors.groupingBy(ReplyError::getCode, TreeMap::new, Collectors.toList()));
        return byCode.entrySet().stream()
                .map(each -> new Failure(
                        each.getKey(),
                        each.getValue().size(),
                        ErrorText.of(each.getValue().getFirst())))
                .sorted(Comparator.comparingInt(Failure::count).reversed())
                .toList();
    }

    /** A call in flight at a kill began before it, and its request had no reply yet. */
    private int inFlightAtKills(List<Call> ours) {
        int inFlight = 0;
        for (Instant kill : kills) {
            Set<String> ids = new HashSet<>();
            for (Call call : ours) {
                String id = call.requestId();
                if (id != null && !call.start().isAfter(kill) && !isAnsweredBy(id, kill)) {
                    ids.add(id);
                }
            }
            inFlight += ids.size();
        }
        return inFlight;
    }

    private boolean isAnsweredBy(String id, Instant moment) {
        List<Seen> seen = replies.get(id);
        return seen != null && !seen.getFirst().at().isAfter(moment);
    }

    private static Map<String, Integer> byEndpoint(List<InferenceReply> replies) {
        Map<String, Integer> counts = new TreeMap<>();
        for (InferenceReply reply : replies) {
            if (reply.getServedBy() != null) {
                counts.merge(reply.getServedBy().getEndpointId(), 1, Integer::sum);
            }
        }
        return counts;
    }

    private static int repeatedCalls(List<InferenceReply> replies, List<Call> ours) {
        Map<String, Integer> made = new HashMap<>();
        ours.forEach(call -> made.merge(String.valueOf(call.requestId()), 1, Integer::sum));
        return replies.stream()
                .mapToInt(reply -> Math.max(
                        0,
                        made.getOrDefault(reply.getRequestId(), 0)
                                - reply.getAttempts().size()))
                .sum();
    }

    /** The replies that the callers act on. */
    private Stream<Seen> firstReplies() {
        return replies.entrySet().stream()
                .filter(entry -> accepted.contains(entry.getKey()))
                .map(entry -> entry.getValue().getFirst());
    }

    private Latency latency() {
        long[] sorted = firstReplies()
                .mapToLong(seen ->
                        Duration.between(seen.reply().getCreatedAt(), seen.at()).toMillis())
                .sorted()
                .toArray();
        return new Latency(at(sorted, 0.50), at(sorted, 0.95), at(sorted, 0.99), at(sorted, 1));
    }

    private static long at(long[] sorted, double quantile) {
        return sorted.length == 0 ? 0 : sorted[(int) Math.ceil(quantile * sorted.length) - 1];
    }

    private BigDecimal cost(List<Call> ours) {
        Map<String, Price> prices = prices();
        long micro = ours.stream()
                .filter(Call::billed)
                .mapToLong(call -> price(prices, call.endpoint()).microUsd(call.inputTokens(), call.outputTokens()))
                .sum();
        return usd(micro);
    }

    private BigDecimal idealCost(List<InferenceReply> replies) {
        Map<String, Price> prices = prices();
        long micro = 0;
        for (InferenceReply reply : replies) {
            ServedBy server = reply.getServedBy();
            Usage usage = reply.getUsage();
            if (server != null && usage != null) {
                micro +=
                        price(prices, server.getEndpointId()).microUsd(usage.getInputTokens(), usage.getOutputTokens());
            }
        }
        return usd(micro);
    }

    private Map<String, Price> prices() {
        return catalogue.endpoints().stream().collect(Collectors.toMap(Endpoint::id, Endpoint::price));
    }

    private static Price price(Map<String, Price> prices, String endpoint) {
        Price price = prices.get(endpoint);
        if (price == null) {
            throw new IllegalStateException("endpoint " + endpoint + " was called, but is not in the catalogue");
        }
        return price;
    }

    private static BigDecimal usd(long micro) {
        return BigDecimal.valueOf(micro).divide(MICRO, 6, RoundingMode.HALF_UP);
    }

    private static List<Sample> samples(List<InferenceReply> replies) {
        return replies.stream()
                .filter(reply -> reply.getOutcome() == Outcome.COMPLETED)
                .limit(SAMPLES)
                .map(reply -> new Sample(
                        reply.getAttributes().getOrDefault("document", ""),
                        reply.getServedBy().getEndpointId(),
                        reply.getText()))
                .toList();
    }
}
