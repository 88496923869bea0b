package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.limits.RateLimits;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Limits;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.EndpointLoad;
import io.tieline.schemas.avro.WorkerLoad;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What dispatchers tell each other, and what comes of it. */
class SharedLimitsTest {
    private final TestClock clock = new TestClock();
    private final Endpoint limited = Endpoints.endpoint("limited").withLimits(new Limits(600, 60_000L, 100));
    private final Endpoint free = Endpoints.endpoint("free");
    private final Map<String, Guards> fleet = new TreeMap<>();

    @Test
    void shouldDivideALimitAmongAllThatLive() {
        // Given
        join("w-1");
        rounds(3);
        double alone = claim("w-1");

        // When
        join("w-2");
        join("w-3");
        rounds(5);

        // Then
        assertThat(alone).isEqualTo(600);
        assertThat(claim("w-1") + claim("w-2") + claim("w-3")).isEqualTo(600);
        assertThat(claim("w-3")).isEqualTo(200);
        assertThat(limits("w-1").liveWorkers()).isEqualTo(3);
    }

    @Test
    void shouldTakeOverWhatOneLeaves() {
        // Given
        join("w-1");
        join("w-2");
        rounds(5);

        // When
        fleet.remove("w-2");
        limits("w-1").left("w-2");
        rounds(2);

        // Then
        assertThat(claim("w-1")).isEqualTo(600);
        assertThat(limits("w-1").liveWorkers()).isEqualTo(1);
    }

    @Test
    void shouldTakeOverWhatOneLeavesThatDiesWithoutAWord() {
        // Given
        join("w-1");
        join("w-2");
        rounds(5);

        // When
        fleet.remove("w-2");
        rounds(9);

        // Then
        assertThat(claim("w-1")).isEqualTo(600);
        assertThat(limits("w-1").liveWorkers()).isEqualTo(1);
    }

    @Test
    void shouldKeepItsShareAsLongAsNothingComesBack() {
        // Given
        join("w-1");
        join("w-2");
        rounds(5);

        // When
        for (int i = 0; i < 20; i++) {
            clock.advance(Duration.ofMillis(500));
            var _ = limits("w-1").report(clock.instant());
        }

        // Then
        assertThat(claim("w-1")).isEqualTo(300);
        assertThat(limits("w-1").liveWorkers()).isEqualTo(2);
    }

    @Test
    void shouldMakeNoCallBeforeItHasAShare() throws Exception {
        // When
        Guards newcomer = join("w-1");

        // Then
        assertThat(newcomer.hasRoom(limited)).isFalse();
        assertThat(newcomer.enter(free)).isPresent();
    }

    @Test
    void shouldPassOnAPauseThatAProviderAskedFor() throws Exception {
        // Given
        Guards one = join("w-1");
        Guards other = join("w-2");

        // When
        one.enter(free)
                .orElseThrow()
                .failed(ErrorCode.PROVIDER_RATE_LIMITED_BURST, Duration.ofSeconds(30), Duration.ofMillis(5));
        rounds(1);

        // Then
        assertThat(other.admission(free, clock.instant()))
                .isEqualTo(
                        new Admission.Denied(TestClock.START.plusSeconds(30), "asked another dispatcher for a pause"));
        assertThat(loads("w-1")).extracting(EndpointLoad::getEndpointId).contains("free");
        assertThat(loads("w-2")).extracting(EndpointLoad::getEndpointId).doesNotContain("free");
    }

    @Test
    void shouldSayNothingOfWhatHasNoLimit() {
        // When
        join("w-1");

        // Then
        assertThat(loads("w-1")).extracting(EndpointLoad::getEndpointId).containsExactly("limited");
        Guards without = Guards.alone(Endpoints.catalogue(free), GuardConfig.DEFAULTS, clock);
        assertThat(without.sharedLimits().report(clock.instant()).getEndpoints())
                .isNull();
    }

    @Test
    void shouldGoByALowerLimitThatTheProviderTells() {
        // Given
        join("w-1");
        rounds(2);

        // When
        guards("w-1").told(limited, new RateLimits(new RateLimits.Rate(120L, 100L, null), null));
        rounds(2);

        // Then
        assertThat(claim("w-1")).isEqualTo(120);
    }

    @Test
    void shouldLeaveAnEndpointAloneWhoseLimitIsUsedUp() {
        // Given
        Guards guards = join("w-1");

        // When
        guards.told(free, new RateLimits(new RateLimits.Rate(100L, 0L, Duration.ofSeconds(7)), null));

        // Then
        assertThat(guards.admission(free, clock.instant()))
                .isInstanceOfSatisfying(
                        Admission.Denied.class,
                        denied -> assertThat(denied.until()).isEqualTo(TestClock.START.plusSeconds(7)));
    }

    private Guards join(String worker) {
        Guards guards = new Guards(
                Endpoints.catalogue(limited, free),
                GuardConfig.DEFAULTS,
                clock,
                FleetHealth.silent(),
                ProbeLeave.none(),
                Optional.of(worker));
        fleet.put(worker, guards);
        return guards;
    }

    private Guards guards(String worker) {
        return Optional.ofNullable(fleet.get(worker)).orElseThrow();
    }

    private SharedLimits limits(String worker) {
        return guards(worker).sharedLimits();
    }

    /** Everybody writes, and reads what everybody wrote, every half second. */
    private void rounds(int count) {
        for (int i = 0; i < count; i++) {
            clock.advance(Duration.ofMillis(500));
            for (Guards writer : List.copyOf(fleet.values())) {
                Instant now = clock.instant();
                WorkerLoad load = writer.sharedLimits().report(now);
                fleet.values().forEach(reader -> reader.sharedLimits().heard(load, now.toEpochMilli()));
            }
        }
    }

    private List<EndpointLoad> loads(String worker) {
        return Optional.ofNullable(limits(worker).report(clock.instant()).getEndpoints())
                .orElseThrow();
    }

    private double claim(String worker) {
        return loads(worker).stream()
                .filter(load -> load.getEndpointId().equals("limited"))
                .map(load ->
                        Optional.ofNullable(load.getRequests()).orElseThrow().getClaim())
                .findFirst()
                .orElseThrow();
    }
}
