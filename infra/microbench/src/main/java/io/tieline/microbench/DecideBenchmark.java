package io.tieline.microbench;

import io.tieline.routing.Admission;
import io.tieline.routing.Ask;
import io.tieline.routing.Endpoint;
import io.tieline.routing.EndpointChoice;
import io.tieline.routing.Errand;
import io.tieline.routing.HealthView;
import io.tieline.routing.Lane;
import io.tieline.routing.Plan;
import io.tieline.routing.Price;
import io.tieline.routing.Purse;
import io.tieline.routing.Quality;
import io.tieline.routing.Route;
import io.tieline.routing.Router;
import io.tieline.routing.Tenant;
import io.tieline.routing.Tried;
import io.tieline.routing.Verdict;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.QualityTier;
import java.math.BigDecimal;
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * A decision over 30 endpoints, of which 10 are where the data may not go. {@code fresh}: the first one is called.
 * {@code trouble}: two calls have failed, half of the endpoints are down, and others have no room.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class DecideBenchmark {
    private static final int ENDPOINTS = 30;
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

    @Param({"fresh", "trouble"})
    private String situation = "fresh";

    private final List<Endpoint> endpoints = new ArrayList<>();
    private final Tenant tenant = new Tenant("acme", null, null, Set.of("eu"), null, 1, null);
    private final Ask ask = new Ask(
            Operation.CHAT,
            Set.of(),
            Set.of(),
            4_000,
            0,
            500,
            QualityTier.BASIC,
            null,
            null,
            Set.of(),
            false,
            EndpointChoice.ALL);
    private Route route = new Route("none", List.of("none"));
    private View view = new View(Set.of());
    private Plan plan = makePlan();
    private List<Tried> tried = List.of();
    private Set<String> full = Set.of();

    /** Whatever is in the set is down. */
    private record View(Set<String> down) implements HealthView {
        private static final Admission UP = new Admission.Admitted();
        private static final Admission DOWN = new Admission.Denied(NOW.plusSeconds(30), "is down");

        @Override
        public Admission admission(Endpoint endpoint, Instant now) {
            return down.contains(endpoint.id()) ? DOWN : UP;
        }

        @Override
        public boolean anyAdmitted(Instant now) {
            return true;
        }

        @Override
        public boolean workedSince(Endpoint endpoint, Instant moment) {
            return false;
        }
    }

    @Setup
    public void prepare() {
        for (int i = 0; i < ENDPOINTS; i++) {
            endpoints.add(Endpoint.of(
                            "provider-" + i / 3 + "/model-" + i,
                            "provider-" + i / 3,
                            "model-" + i % 5,
                            WireFormat.OPENAI_CHAT,
                            URI.create("https://provider.example"),
                            new Price(BigDecimal.valueOf(i), BigDecimal.valueOf(2L * i)))
                    .withQuality(Quality.of(50 + i))
                    .withFailureDomains(Set.of("cloud-" + i % 4))
                    .withJurisdiction(i % 3 == 0 ? "us" : "eu"));
        }
        route = new Route("route", endpoints.stream().map(Endpoint::id).toList());
        plan = makePlan();
        if (situation.equals("trouble")) {
            tried = List.of(
                    new Tried(endpoints.get(1).id(), ErrorCode.PROVIDER_SERVER_ERROR, NOW),
                    new Tried(endpoints.get(5).id(), ErrorCode.PROVIDER_TIMEOUT, NOW));
            view = new View(Set.copyOf(
                    endpoints.stream().skip(10).limit(15).map(Endpoint::id).toList()));
            full = Set.copyOf(endpoints.stream().skip(25).map(Endpoint::id).toList());
        }
    }

    private Plan makePlan() {
        return Plan.of("r-1", ask, tenant, route, endpoints, Optional.empty(), view);
    }

    private Verdict decide(Plan by) {
        Errand errand = new Errand("r-1", by, NOW.plusSeconds(600), 10, NOW, Lane.BATCH);
        return Router.decide(errand, tried, view, endpoint -> !full.contains(endpoint.id()), Purse.BOTTOMLESS, NOW);
    }

    /** One decision of many for a request. */
    @Benchmark
    public Verdict decide() {
        return decide(plan);
    }

    /** What is made once for a request, and its first decision. */
    @Benchmark
    public Verdict planAndDecide() {
        return decide(makePlan());
    }
}
