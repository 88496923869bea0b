package io.tieline.whatif.strategy;

import io.tieline.routing.Ask;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointChoice;
import io.tieline.routing.Price;
import io.tieline.routing.Quality;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.avro.Operation;
import io.tieline.trace.TracedCall.Tokens;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What there is to choose from, with the prices, scores and mean latencies published in mid-2026. A request reads 600 tokens
 * and is answered by 100, output at four times the price of input: at 3 US dollars per million that is 0.003 a request, or
 * 90,000 a month for a million a day, the figure that the strategies were published with.
 */
final class Market {
    static final String ROUTE = "ask";

    /** A million requests a day. */
    static final Duration BETWEEN_REQUESTS = Duration.ofDays(1).dividedBy(1_000_000);

    static final Tokens TOKENS = new Tokens(600, 0, 100);

    /** Rented graphics processors for the model of one's own, US dollars a month. */
    static final long GPUS_USD_A_MONTH = 15_000;

    private static final int BYTES_PER_TOKEN = 4;
    private static final BigDecimal OUTPUT_TIMES = BigDecimal.valueOf(4);
    private static final String EDGE = "the-internet-of-all-hosted-models";

    static final Endpoint CLAUDE = endpoint("anthropic", "claude-3-5-sonnet", "3.00", 88.3);
    static final Endpoint GPT = endpoint("openai", "gpt-4o", "5.00", 88.7);

    /** Paid by the month, not by the token. */
    static final Endpoint LLAMA = endpoint("own-datacentre", "llama-3.1-70b", "0", 82.0);

    static final Map<String, Duration> LATENCIES = Map.of(
            CLAUDE.id(),
            Duration.ofMillis(1_200),
            GPT.id(),
            Duration.ofMillis(1_500),
            LLAMA.id(),
            Duration.ofMillis(2_500));

    static final Ask ASK = new Ask(
            Operation.CHAT,
            Set.of(),
            Set.of(),
            (long) TOKENS.input() * BYTES_PER_TOKEN,
            0,
            TOKENS.output(),
            null,
            null,
            null,
            Set.of(),
            false,
            EndpointChoice.ALL);

    private Market() {}

    private static Endpoint endpoint(String provider, String model, String usdPerMillion, double score) {
        BigDecimal usd = new BigDecimal(usdPerMillion);
        return Endpoint.of(
                        provider + "/" + model,
                        provider,
                        model,
                        WireFormat.OPENAI_CHAT,
                        URI.create("http://127.0.0.1"),
                        new Price(usd, usd.multiply(OUTPUT_TIMES)))
                .withQuality(Quality.of(score))
                .withTimeout(Duration.ofMinutes(2));
    }

    /**
     * The same for the plan of incidents alone: what strikes a failure domain strikes both hosted models. The router isn't
     * told of it, as it wouldn't know either.
     */
    static List<Endpoint> struck() {
        return List.of(CLAUDE.withFailureDomains(Set.of(EDGE)), GPT.withFailureDomains(Set.of(EDGE)), LLAMA);
    }
}
