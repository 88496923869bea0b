package io.tieline.health.query;

import io.tieline.health.Attempts;
import io.tieline.health.state.EndpointHealth;
import io.tieline.health.state.EndpointId;
import io.tieline.health.state.HealthRecords;
import io.tieline.health.state.RollUps;
import io.tieline.health.state.Transition;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A board that says what the test tells it to. Safe for use by several threads. */
public final class FakeBoard implements Board {
    public static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    public static final String HEALTHY = "alpha/one";
    public static final String DOWN = "beta/two";

    private volatile boolean ready = true;
    private volatile BoardAnswer<List<ProviderHealth>> health = new BoardAnswer.Here<>(List.of());
    private volatile BoardAnswer<List<Transition>> history = new BoardAnswer.Here<>(List.of());
    private volatile List<Spend> sums = List.of();
    private volatile Instant historySince = Instant.EPOCH;

    /** One that knows of an endpoint that is well and of one that went down five seconds ago. */
    public static FakeBoard withTwoEndpoints() {
        EndpointHealth well = new Calls(HEALTHY).good(NOW.minusSeconds(1));
        Calls falling = new Calls(DOWN);
        EndpointHealth down = falling.bad(NOW.minusSeconds(6));
        for (int i = 1; i < 10; i++) {
            down = falling.bad(NOW.minusSeconds(6).plusMillis(i * 150L));
        }
        List<EndpointHealth> endpoints = List.of(well, down);
        List<ProviderHealth> records = new ArrayList<>();
        endpoints.forEach(endpoint -> records.add(HealthRecords.of(endpoint, NOW)));
        records.addAll(RollUps.of(endpoints, NOW).values());
        FakeBoard board = new FakeBoard();
        board.health = new BoardAnswer.Here<>(records);
        board.history = new BoardAnswer.Here<>(List.of(
                transition(DOWN, HealthState.SUSPECT, HealthState.DOWN),
                transition(HEALTHY, HealthState.RECOVERING, HealthState.HEALTHY)));
        return board;
    }

    private static Transition transition(String endpointId, HealthState from, HealthState to) {
        return new Transition(endpointId, from, to, NOW.minusSeconds(5), "provider.timeout", "it \"fails\"");
    }

    /** Calls to one endpoint, at moments of the test's choice. */
    private static final class Calls {
        private final EndpointHealth endpoint;

        Calls(String endpointId) {
            Attempt first = Attempts.good(endpointId, "w-1").build();
            endpoint = EndpointHealth.unknown(EndpointId.of(first), NOW.minus(Duration.ofMinutes(1)));
        }

        EndpointHealth good(Instant at) {
            endpoint.record(Attempts.good(endpoint.id().name(), "w-1").build(), at);
            return endpoint;
        }

        EndpointHealth bad(Instant at) {
            endpoint.record(Attempts.bad(endpoint.id().name(), "w-1").build(), at);
            return endpoint;
        }
    }

    public void setReady(boolean ready) {
        this.ready = ready;
    }

    /** Has it know from now on that another instance knows. */
    void setElsewhere(URI instance) {
        health = new BoardAnswer.Elsewhere<>(instance);
        history = new BoardAnswer.Elsewhere<>(instance);
    }

    void setNotNow(String why) {
        health = new BoardAnswer.NotNow<>(why);
        history = new BoardAnswer.NotNow<>(why);
    }

    /** What was spent, in any scope and period. */
    void setSums(List<Spend> sums) {
        this.sums = List.copyOf(sums);
    }

    /** What the last question for the history began with. */
    public Instant historySince() {
        return historySince;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public BoardAnswer<List<ProviderHealth>> health(Instant now) {
        return health;
    }

    @Override
    public BoardAnswer<List<Transition>> history(Instant since) {
        historySince = since;
        return history;
    }

    @Override
    public BoardAnswer<List<Spend>> spend(SpendScope by, String period) {
        return new BoardAnswer.Here<>(sums.stream()
                .filter(sum -> sum.getScope() == by && sum.getPeriod().equals(period))
                .toList());
    }
}
