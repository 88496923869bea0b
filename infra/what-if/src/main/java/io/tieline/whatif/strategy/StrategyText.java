package io.tieline.whatif.strategy;

import io.tieline.simulation.Incident;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The words of the page. */
final class StrategyText {
    private StrategyText() {}

    static String introduction(List<Long> seeds, int days, int sampled) {
        String list = seeds.stream().map(String::valueOf).collect(Collectors.joining(","));
        return """
                # What it costs not to depend on one provider

                Written by `tieline simulate --strategies --seeds %1$s --days %2$d --sampled %3$d --out docs/strategies.md`; the same
                for the same arguments. Nothing here is measured: requests are played in virtual time against incidents that are
                made up after those of real providers. What goes through Tieline is decided by its own router, health judge and
                limits, as in [what-if.md](what-if.md).

                **Load.** A million requests a day at an even rate, for %2$d days with each of the seeds; one of %3$d is played, and
                costs are told for all, for a month of 30 days. With fewer requests an incident is noticed by a larger share of
                them, so this flatters nobody who watches health. A request reads 600 tokens and is answered by 100: 90,000 USD a
                month at Claude 3.5 Sonnet's price of 3 USD per million input tokens (output four times as much), 150,000 at
                GPT-4o's of 5. Llama 3.1 70B runs on rented hardware for 15,000 USD a month, whether it is used or not, and is
                assumed to bear all of the load.

                **Strategies.** *Fallback in the application* is what SDKs do: two more tries, half a second and a second later, then
                the same at the second endpoint; each request finds out for itself. *Tieline* has the same endpoints in the same
                order, and lets requests wait, durably, for up to 24 hours when nobody can be called.

                **Answered within 15 s** is uptime as somebody sees it who waits: no waiting. **Within 24 h** is uptime of work that
                may wait. An application that calls by itself has given up by then.

                **Incidents** last a lognormal time (mu 3.7, sigma 1.3 in minutes, 2 minutes to 3 days), and 15 to 30 minutes with
                1 to 5 %% of errors follow. 45 %% let 5 to 30 %% of the calls fail, 30 %% let 30 to 80 %% fail, 10 %% all of them, in 10 %%
                calls take three to ten times as long, in 5 %% they don't end. 5 %% strike both hosted providers at once. Every
                strategy meets the same incidents. Outside of them 1 %% of calls fail. How severe incidents are, and how often one's own
                hardware fails (as often as a provider, here), is judgement; the rest is fitted to published incidents.

                """.formatted(list, days, sampled);
    }

    static String weather(Weather weather, Map<Incident.Severity, Long> incidents) {
        String counts = new TreeMap<>(incidents)
                .entrySet().stream()
                        .map(entry ->
                                entry.getValue() + " " + entry.getKey().name().toLowerCase(java.util.Locale.ROOT))
                        .collect(Collectors.joining(", "));
        return """
                ## Incidents %s

                %s. All seeds together: %s.

                """.formatted(weather.name(), capital(weather.source()), counts);
    }

    private static String capital(String text) {
        return Character.toUpperCase(text.charAt(0)) + text.substring(1);
    }

    static String caveats() {
        return """
                ## Why a second provider doesn't double the bill

                Calls are paid by the token. A second provider that answers only what the first can't is paid for that alone: the
                share that it answers, times what it is dearer. The bill doubles only for who sends every request twice, or reserves
                capacity at both. The single provider's bill is low for a reason that nobody wants: what it doesn't answer costs
                nothing. So the column to look at is "for each answer": the bill divided by the requests that were answered.

                One provider alone is answered sooner without Tieline: an application that tries again at once gets through where
                half of the calls fail, while Tieline takes the endpoint out, waits, and answers later. With a second endpoint
                it has somewhere to go instead.

                To check it: the strategies are `Strategy`, the prices and latencies `Market`, the incidents `Weather` and
                `IncidentPlan`, the application `Direct`; all of them in a few lines each, in `infra/what-if` and `infra/simulation`.
                """;
    }
}
