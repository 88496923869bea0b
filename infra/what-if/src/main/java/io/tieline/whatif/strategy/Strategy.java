package io.tieline.whatif.strategy;

import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Route;
import io.tieline.whatif.play.Overhead;
import io.tieline.whatif.play.Play;
import io.tieline.whatif.play.Score;
import io.tieline.whatif.play.Tally;
import io.tieline.whatif.play.World;
import java.util.List;

/**
 * A way of depending on providers.
 *
 * @param endpoints the preferred one first
 * @param fixedUsdAMonth what is paid whether it is used or not
 * @param byTieline whether requests go through the broker, and wait there when nobody can be called
 */
record Strategy(String name, List<Endpoint> endpoints, long fixedUsdAMonth, boolean byTieline) {
    static final Strategy SINGLE = new Strategy("one provider", List.of(Market.CLAUDE), 0, false);
    static final Strategy TWO_BY_TIELINE =
            new Strategy("two providers, Tieline", List.of(Market.CLAUDE, Market.GPT), 0, true);

    static final List<Strategy> ALL = List.of(
            SINGLE,
            new Strategy("two providers, fallback in the application", List.of(Market.CLAUDE, Market.GPT), 0, false),
            new Strategy(
                    "primary + self-hosted, fallback in the application",
                    List.of(Market.CLAUDE, Market.LLAMA),
                    Market.GPUS_USD_A_MONTH,
                    false),
            new Strategy("one provider, Tieline", List.of(Market.CLAUDE), 0, true),
            TWO_BY_TIELINE,
            new Strategy(
                    "two providers + self-hosted, Tieline",
                    List.of(Market.CLAUDE, Market.GPT, Market.LLAMA),
                    Market.GPUS_USD_A_MONTH,
                    true));

    Result play(Play.Script script, World world) {
        if (!byTieline) {
            return new Direct(endpoints, world).play(script.requests());
        }
        List<String> ids = endpoints.stream().map(Endpoint::id).toList();
        Catalogue catalogue = new Catalogue(endpoints, List.of(new Route(Market.ROUTE, ids)));
        Score score = Play.of(script, catalogue, world, Overhead.NONE);
        Tally all = score.all();
        long below = endpoints.stream()
                .filter(endpoint -> endpoint.quality().score()
                        < endpoints.getFirst().quality().score())
                .mapToLong(endpoint -> score.callsTo(endpoint.id()).succeeded())
                .sum();
        return new Result(all.requests(), all.latencies().within(Result.SOON), all.answered(), below, all.microUsd());
    }
}
