package io.tieline.trace.dependency;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tieline.routing.Catalogue;
import io.tieline.trace.Trace;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * How much depends on whom. The score goes from 0, where the loss of any one thing costs no request its answer and traffic is
 * spread evenly, to 100, where everything hangs on one. With {@code lost(m)} the share of requests that are lost with member
 * m of a dimension, and {@code traffic(m)} the share of traffic there:
 *
 * <pre>
 * loss(dimension) = (max over m of lost(m) + sum over m of traffic(m) * lost(m)) / 2
 * score = 100 * (0.9 * sum over dimensions of weight * loss + 0.1 * sum over providers of traffic(p)^2)
 * </pre>
 *
 * The weights are those of {@link Dimension}; traffic that belongs to several members of a dimension counts for each, and the
 * second sum is at most 1. The last sum is the Herfindahl-Hirschman index of the providers.
 *
 * @param requests that it rests on
 * @param unanswerable share of the requests that nobody may answer even if nothing is gone; they are left out of the rest
 * @param dimensions the members of each, what is lost with them first
 */
public record DependencyIndex(long requests, double unanswerable, Map<Dimension, List<Member>> dimensions) {
    private static final double LOSS = 0.9;
    private static final double CONCENTRATION = 0.1;
    private static final double HUNDRED = 100;

    public DependencyIndex {
        dimensions = new EnumMap<>(dimensions);
    }

    /**
     * Of the requests of a trace, under this catalogue.
     *
     * @throws IllegalArgumentException if there is none that can be answered
     */
    public static DependencyIndex of(Trace trace, Catalogue catalogue) {
        Losses losses = new Losses(catalogue);
        trace.requests().forEach(losses::add);
        return losses.index();
    }

    /** Of one plain request on each route for each tenant that may use it: where nothing is known of the traffic. */
    public static DependencyIndex of(Catalogue catalogue) {
        Losses losses = new Losses(catalogue);
        losses.addOneOfEach();
        return losses.index();
    }

    /** 0 to 100; the less, the better. */
    public double score() {
        double loss = 0;
        for (Dimension dimension : Dimension.values()) {
            loss += dimension.weight() * loss(dimension);
        }
        return HUNDRED * (LOSS * loss + CONCENTRATION * concentration(Dimension.PROVIDER));
    }

    /** Mean of the worst loss and of the one that is to be expected, 0 to 1. */
    public double loss(Dimension dimension) {
        double worst = 0;
        double expected = 0;
        for (Member member : membersOf(dimension)) {
            worst = Math.max(worst, member.lost());
            expected += member.traffic() * member.lost();
        }
        return (worst + Math.min(1, expected)) / 2;
    }

    /** Herfindahl-Hirschman index of the traffic: 1 where all of it goes to one, 1/n where it is spread evenly over n. */
    public double concentration(Dimension dimension) {
        return membersOf(dimension).stream()
                .mapToDouble(member -> member.traffic() * member.traffic())
                .sum();
    }

    /** The same of what is spent. */
    public double spendConcentration(Dimension dimension) {
        return membersOf(dimension).stream()
                .mapToDouble(member -> member.spend() * member.spend())
                .sum();
    }

    /** All of it, as programs read it. */
    public ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("score", score());
        json.put("requests", requests);
        json.put("unanswerable", unanswerable);
        ObjectNode each = json.putObject("dimensions");
        for (Dimension dimension : Dimension.values()) {
            describe(dimension, each.putObject(dimension.toString()));
        }
        return json;
    }

    private void describe(Dimension dimension, ObjectNode json) {
        json.put("weight", dimension.weight());
        json.put("loss", loss(dimension));
        json.put("trafficConcentration", concentration(dimension));
        json.put("spendConcentration", spendConcentration(dimension));
        for (Member member : membersOf(dimension)) {
            json.withArray("members")
                    .addObject()
                    .put("name", member.name())
                    .put("stillAnswered", member.answered())
                    .put("traffic", member.traffic())
                    .put("spend", member.spend());
        }
    }

    public List<Member> membersOf(Dimension dimension) {
        return dimensions.getOrDefault(dimension, List.of());
    }
}
