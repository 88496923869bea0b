package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.tieline.health.measure.Sample;
import io.tieline.schemas.avro.HealthScope;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.HealthWindow;
import io.tieline.schemas.avro.ProviderHealth;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class RollUpsTest {
    private static final Instant NOW = Samples.NOW;
    private static final Map<HealthState, Double> SHARES = Map.of(
            HealthState.HEALTHY, 1.0,
            HealthState.SUSPECT, 0.5,
            HealthState.DOWN, 0.0,
            HealthState.PROBING, 0.0,
            HealthState.RECOVERING, 0.5);

    private final List<EndpointHealth> endpoints = new ArrayList<>();

    /** All groups of one, two and three endpoints. */
    static Stream<List<HealthState>> groups() {
        List<HealthState> states = List.of(HealthState.values());
        Stream<List<HealthState>> ones = states.stream().map(List::of);
        Stream<List<HealthState>> twos =
                states.stream().flatMap(a -> states.stream().map(b -> List.of(a, b)));
        Stream<List<HealthState>> threes = states.stream()
                .flatMap(a -> states.stream().flatMap(b -> states.stream().map(c -> List.of(a, b, c))));
        return Stream.of(ones, twos, threes).flatMap(each -> each);
    }

    @ParameterizedTest
    @MethodSource("groups")
    void shouldBelieveOfAGroupWhatItsEndpointsSayTogether(List<HealthState> members) {
        // Given
        for (int i = 0; i < members.size(); i++) {
            add("e" + i, members.get(i), NOW);
        }

        // When
        ProviderHealth record = provider();

        // Then
        assertThat(record.getState()).isEqualTo(expected(members));
        assertThat(record.getAdmittedShare())
                .isCloseTo(
                        members.stream()
                                .mapToDouble(RollUpsTest::share)
                                .average()
                                .orElseThrow(),
                        within(1e-9));
        assertThat(record.getEpoch()).isEqualTo(17L * members.size());
        assertThat(record.getMembers()).hasSize(members.size());
    }

    /** In the words of the Javadoc. */
    private static HealthState expected(List<HealthState> members) {
        if (members.stream().allMatch(member -> share(member) == 0)) {
            return HealthState.DOWN;
        }
        if (members.stream().anyMatch(member -> share(member) == 0 || member == HealthState.SUSPECT)) {
            return HealthState.SUSPECT;
        }
        return members.contains(HealthState.RECOVERING) ? HealthState.RECOVERING : HealthState.HEALTHY;
    }

    @ParameterizedTest
    @CsvSource({
        "HEALTHY DOWN DOWN, SUSPECT, provider.overloaded, '2 of 3 endpoints are not well: e1 DOWN, e2 DOWN'",
        "DOWN PROBING, DOWN, provider.overloaded, '2 of 2 endpoints are not well: e0 DOWN, e1 PROBING'",
        "HEALTHY RECOVERING, RECOVERING, ok, '1 of 2 endpoints are not well: e1 RECOVERING'",
        "SUSPECT, SUSPECT, provider.overloaded, '1 of 1 endpoint is not well: e0 SUSPECT'",
        "HEALTHY, HEALTHY, ok, 'its endpoint is well'",
        "HEALTHY HEALTHY, HEALTHY, ok, 'all 2 endpoints are well'"
    })
    void shouldTellWhichEndpointsAreNotWell(String members, HealthState state, String code, String reason) {
        // Given
        List<String> states = Arrays.asList(members.split(" ", -1));
        for (int i = states.size() - 1; i >= 0; i--) {
            add("e" + i, HealthState.valueOf(states.get(i)), NOW);
        }

        // When
        ProviderHealth record = provider();

        // Then
        assertThat(record.getState()).isEqualTo(state);
        assertThat(record.getReasonCode()).isEqualTo(code);
        assertThat(record.getReason()).isEqualTo(reason);
    }

    @ParameterizedTest
    @CsvSource({
        "DOWN, 10, DOWN, 30, 17",
        "HEALTHY, 10, HEALTHY, 30, 10",
        "HEALTHY, 10, DOWN, 30, 30",
        "DOWN, 10, HEALTHY, 30, 10",
        "SUSPECT, 10, SUSPECT, 30, 30",
        "RECOVERING, 10, RECOVERING, 30, 30",
        "RECOVERING, 10, HEALTHY, 30, 10"
    })
    void shouldTellSinceWhenTheGroupIsInItsState(
            HealthState one, long oneAgo, HealthState other, long otherAgo, long ago) {
        add("e1", one, NOW.minusSeconds(oneAgo));
        add("e2", other, NOW.minusSeconds(otherAgo));

        assertThat(provider().getSince()).isEqualTo(NOW.minusSeconds(ago));
    }

    @Test
    void shouldMakeARecordOfEveryProviderAndEveryFailureDomain() {
        // Given
        add(new EndpointId("e1", "acme", "large", Set.of("aws", "eu")), HealthState.DOWN, NOW);
        add(new EndpointId("e2", "acme", "small", Set.of("aws")), HealthState.HEALTHY, NOW);
        add(new EndpointId("e3", "zenith", "large", Set.of("eu")), HealthState.DOWN, NOW);
        add(EndpointId.named("e4"), HealthState.SUSPECT, NOW);

        // When
        Map<String, ProviderHealth> records = RollUps.of(endpoints, NOW);

        // Then
        assertThat(records).containsOnlyKeys("#provider/acme", "#provider/zenith", "#domain/aws", "#domain/eu");
        assertThat(records.get("#provider/acme")).returns(List.of("e1", "e2"), ProviderHealth::getMembers);
        assertThat(records.get("#provider/acme")).returns(HealthState.SUSPECT, ProviderHealth::getState);
        assertThat(records.get("#provider/zenith")).returns(HealthState.DOWN, ProviderHealth::getState);
        assertThat(records.get("#domain/aws")).returns(List.of("e1", "e2"), ProviderHealth::getMembers);
        assertThat(records.get("#domain/eu")).returns(List.of("e1", "e3"), ProviderHealth::getMembers);
        assertThat(records.get("#domain/eu")).returns(HealthState.DOWN, ProviderHealth::getState);
    }

    @Test
    void shouldTellWhatTheRecordIsAbout() {
        // Given
        add(new EndpointId("e1", "acme", "large", Set.of("aws")), HealthState.DOWN, NOW);

        // When
        Map<String, ProviderHealth> records = RollUps.of(endpoints, NOW.plusSeconds(1));

        // Then
        ProviderHealth provider = Objects.requireNonNull(records.get("#provider/acme"));
        ProviderHealth domain = Objects.requireNonNull(records.get("#domain/aws"));
        assertThat(provider.getScope()).isEqualTo(HealthScope.PROVIDER);
        assertThat(provider.getEndpointId()).isEqualTo("acme");
        assertThat(provider.getProvider()).isEqualTo("acme");
        assertThat(domain.getScope()).isEqualTo(HealthScope.FAILURE_DOMAIN);
        assertThat(domain.getEndpointId()).isEqualTo("aws");
        assertThat(domain.getProvider()).isEmpty();
        assertThat(List.of(provider, domain)).allSatisfy(record -> {
            assertThat(record.getModel()).isEmpty();
            assertThat(record.getUntil()).isNull();
            assertThat(record.getProbe()).isNull();
            assertThat(record.getUpdatedAt()).isEqualTo(NOW.plusSeconds(1));
        });
    }

    @Test
    void shouldAddTheFiguresOfTheEndpointsUp() {
        // Given
        add("e1", HealthState.HEALTHY, NOW);
        add("e2", HealthState.HEALTHY, NOW);
        endpoints.get(0).measurements().add(new Sample("ok", Duration.ofMillis(10), 1, 3), NOW);
        endpoints.get(1).measurements().add(new Sample("ok", Duration.ofMillis(12), 3, 4), NOW);
        endpoints.get(1).measurements().add(new Sample("provider.timeout", Duration.ZERO, 0, 5), NOW.minusSeconds(20));

        // When
        List<HealthWindow> windows = provider().getWindows();

        // Then
        Map<String, Long> timeout = Map.of("provider.timeout", 1L);
        assertThat(windows)
                .containsExactly(
                        new HealthWindow(10_000L, 2L, Map.of(), 10L, 12L, 12L, 4_000 / 22.0, 7L),
                        new HealthWindow(60_000L, 3L, timeout, 10L, 12L, 12L, 4_000 / 22.0, 12L),
                        new HealthWindow(300_000L, 3L, timeout, 10L, 12L, 12L, 4_000 / 22.0, 12L));
    }

    @Test
    void shouldMakeNoRecordsWhereThereAreNoEndpoints() {
        assertThat(RollUps.of(List.of(), NOW)).isEmpty();
    }

    private void add(String name, HealthState state, Instant since) {
        add(new EndpointId(name, "acme", "large", Set.of()), state, since);
    }

    private void add(EndpointId id, HealthState state, Instant since) {
        endpoints.add(Samples.endpoint(id, Samples.condition(state, 17, since)));
    }

    private ProviderHealth provider() {
        return Objects.requireNonNull(RollUps.of(endpoints, NOW).get("#provider/acme"));
    }

    private static double share(HealthState state) {
        return Objects.requireNonNull(SHARES.get(state));
    }
}
