package io.tieline.dispatcher.resilience;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.dispatcher.TestClock;
import io.tieline.routing.Admission;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GuardsTest {
    private static final int THREADS = 60;
    private static final int CALLS = 60;
    private static final int CONCURRENCY = 40;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final TestClock clock = new TestClock();

    @Test
    void shouldKeepWhatItKnowsOfEndpointsThatStayAndTheirCalls() throws Exception {
        // Given
        Endpoint staying = Endpoints.endpoint("a", 1, Duration.ofSeconds(30));
        Guards guards = Guards.alone(Endpoints.catalogue(staying), GuardConfig.DEFAULTS, clock);
        Permit call = guards.enter(staying).orElseThrow();
        Permit before = guards.enter(Endpoints.endpoint("b")).orElseThrow();

        // When
        Endpoint larger = Endpoints.endpoint("a", 2, Duration.ofSeconds(30));
        guards.use(Endpoints.catalogue(larger, Endpoints.endpoint("c")));

        // Then
        Permit second = guards.enter(larger).orElseThrow();
        assertThat(guards.hasRoom(staying))
                .as("one of two slots is still the call's that began before")
                .isFalse();
        call.failed(ErrorCode.PROVIDER_RATE_LIMITED_BURST, Duration.ofMinutes(1), Duration.ofMillis(5));
        assertThat(guards.admission(larger, clock.instant())).isInstanceOf(Admission.Denied.class);
        guards.use(Endpoints.catalogue(larger));
        assertThat(guards.admission(larger, clock.instant()))
                .as("the pause that was asked for goes on")
                .isInstanceOf(Admission.Denied.class);
        second.succeeded(Duration.ofMillis(5));
        before.succeeded(Duration.ofMillis(5));
    }

    @Test
    void shouldRaiseTheLimitOfAFullEndpointThoughThoseItHeldBackWentElsewhere() throws Exception {
        // Given
        Endpoint endpoint = Endpoints.endpoint("a", 9, Duration.ofSeconds(30));
        Guards guards = Guards.alone(Endpoints.catalogue(endpoint), GuardConfig.DEFAULTS, clock);
        Permit first = guards.enter(endpoint).orElseThrow();
        guards.enter(endpoint).orElseThrow().failed(ErrorCode.PROVIDER_OVERLOADED, null, Duration.ofMillis(5));
        boolean full = !guards.hasRoom(endpoint);

        // When
        first.succeeded(Duration.ofMillis(5));

        // Then
        assertThat(full).isTrue();
        assertThat(guards.enter(endpoint)).isPresent();
        assertThat(guards.enter(endpoint)).isPresent();
        assertThat(guards.hasRoom(endpoint)).isFalse();
    }

    @Test
    void shouldCountOnlyEndpointsOfTheCatalogueInForce() throws Exception {
        // Given
        Endpoint removed = Endpoints.endpoint("a");
        Endpoint paused = Endpoints.endpoint("b");
        Guards guards = Guards.alone(Endpoints.catalogue(removed, paused), GuardConfig.DEFAULTS, clock);
        guards.enter(paused)
                .orElseThrow()
                .failed(ErrorCode.PROVIDER_RATE_LIMITED_BURST, Duration.ofMinutes(1), Duration.ofMillis(5));
        assertThat(guards.anyAdmitted(clock.instant())).isTrue();

        // When
        guards.use(Endpoints.catalogue(paused));

        // Then
        assertThat(guards.admission(removed, clock.instant()))
                .as("for a request that began before")
                .isInstanceOf(Admission.Admitted.class);
        assertThat(guards.anyAdmitted(clock.instant())).isFalse();
    }

    @Test
    void shouldWakeThoseWhoWait() throws Exception {
        // Given
        Endpoint endpoint = Endpoints.endpoint("a");
        Guards guards = Guards.alone(Endpoints.catalogue(endpoint), GuardConfig.DEFAULTS, clock);
        long seen = guards.waiters().changes();

        // When
        guards.use(Endpoints.catalogue(endpoint, Endpoints.endpoint("b")));

        // Then
        guards.waiters().await(List.of(endpoint), seen, PATIENCE.multipliedBy(100));
    }

    /** Many calls at a time that end in every way, over openings, probes and pauses. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5})
    void shouldNeverLoseASlotNorTheProbeNorLetTooManyIn(long seed) throws Exception {
        // Given
        Endpoint endpoint = Endpoints.endpoint("a", CONCURRENCY, Duration.ofSeconds(30));
        GuardConfig config =
                new GuardConfig(4, 50, 2, Duration.ofMillis(20), Duration.ofMillis(80), Duration.ofMillis(5));
        Crowd crowd = new Crowd(endpoint, Guards.alone(Endpoints.catalogue(endpoint), config, clock));

        // When
        List<Future<?>> results = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < THREADS; i++) {
                Random random = new Random(seed * THREADS + i);
                results.add(threads.submit(() -> crowd.call(random)));
            }
        }
        for (Future<?> result : results) {
            result.get();
        }

        // Then
        assertThat(crowd.most).as("seed %s: calls at a time", seed).hasValueBetween(2, CONCURRENCY);
        assertThat(crowd.probes).as("seed %s: probes", seed).hasValueGreaterThan(100);
        crowd.shouldBeAsGoodAsNew();
    }

    private final class Crowd {
        private final Endpoint endpoint;
        private final Guards guards;
        private final long begin = System.nanoTime();
        private final AtomicInteger inside = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final AtomicLong probes = new AtomicLong();

        Crowd(Endpoint endpoint, Guards guards) {
            this.endpoint = endpoint;
            this.guards = guards;
        }

        Void call(Random random) throws InterruptedException {
            int made = 0;
            while (made < CALLS) {
                assertThat(System.nanoTime() - begin).as("stuck").isLessThan(PATIENCE.toNanos());
                clock.advance(Duration.ofMillis(random.nextInt(8)));
                Admission admission = guards.admission(endpoint, clock.instant());
                Optional<Permit> permit =
                        admission instanceof Admission.Denied ? Optional.empty() : guards.enter(endpoint);
                if (permit.isPresent()) {
                    use(permit.get(), admission, random);
                    made++;
                } else {
                    LockSupport.parkNanos(50_000);
                }
            }
            return null;
        }

        private void use(Permit permit, Admission admission, Random random) {
            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
            if (admission instanceof Admission.Doubtful) {
                probes.incrementAndGet();
            }
            LockSupport.parkNanos(random.nextInt(200_000));
            inside.decrementAndGet();
            end(permit, random);
        }

        private static void end(Permit permit, Random random) {
            switch (random.nextInt(6)) {
                case 0 -> permit.abandoned();
                case 1 -> permit.failed(ErrorCode.PROVIDER_CONNECTION_FAILED, null, Duration.ofMillis(1));
                case 2 -> permit.failed(ErrorCode.PROVIDER_SERVER_ERROR, null, Duration.ofMillis(1));
                case 3 -> permit.failed(ErrorCode.DEADLINE_EXCEEDED, null, Duration.ofMillis(1));
                case 4 -> permit.failed(ErrorCode.REQUEST_INVALID, null, Duration.ofMillis(1));
                default -> permit.succeeded(Duration.ofMillis(1));
            }
        }

        /** All slots are there, and nobody is believed to be probing. */
        void shouldBeAsGoodAsNew() throws InterruptedException {
            clock.advance(Duration.ofMinutes(10));
            if (guards.admission(endpoint, clock.instant()) instanceof Admission.Doubtful) {
                guards.enter(endpoint).orElseThrow().succeeded(Duration.ofMillis(1));
            }
            assertThat(guards.admission(endpoint, clock.instant())).isEqualTo(new Admission.Admitted());
            for (int i = 0; i < CONCURRENCY; i++) {
                assertThat(guards.hasRoom(endpoint)).as("slot %s", i).isTrue();
                assertThat(guards.enter(endpoint)).isPresent();
            }
            assertThat(guards.hasRoom(endpoint)).isFalse();
        }
    }
}
