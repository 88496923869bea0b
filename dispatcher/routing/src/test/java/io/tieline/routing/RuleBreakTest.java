package io.tieline.routing;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.QualityTier;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the endpoints' health, no decision breaks a rule of residency, tenant, feature, budget or price. */
class RuleBreakTest {
    private static final int REQUESTS = 5_000;
    private static final Instant NOW = Samples.NOW;

    private final List<String> jurisdictions = List.of("eu", "us", "ch");

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34})
    void shouldNeverBreakARule(long seed) {
        Random random = new Random(seed);
        int served = 0;
        for (int i = 0; i < REQUESTS; i++) {
            served += new Trial(random, "seed " + seed + ", request " + i).run() ? 1 : 0;
        }
        assertThat(served)
                .as("seed %s: rules that let nobody through prove nothing", seed)
                .isGreaterThan(REQUESTS / 5);
    }

    /** One request of random wishes in a random situation. */
    private final class Trial {
        private final Random random;
        private final String context;
        private final Ask ask;
        private final Tenant tenant;
        private final Route route;
        private final Optional<String> pin;
        private final long left;

        Trial(Random random, String context) {
            this.random = random;
            this.context = context;
            Set<Feature> features = EnumSet.noneOf(Feature.class);
            Set.of(Feature.values()).stream().sorted().filter(_ -> chance(8)).forEach(features::add);
            ask = new Ask(
                    chance(6) ? Operation.EMBEDDINGS : Operation.CHAT,
                    features,
                    chance(6) ? Set.of(one(WireFormat.values())) : Set.of(),
                    (long) Math.pow(10, random.nextDouble(7)),
                    0,
                    chance(2) ? 1 + random.nextInt(9_000) : null,
                    chance(3) ? tier() : null,
                    chance(3) ? random.nextBoolean() : null,
                    chance(4) ? (long) random.nextInt(60_000) : null,
                    places(4),
                    random.nextBoolean(),
                    new EndpointChoice(chance(4) ? someIds() : Set.of(), chance(4) ? someIds() : Set.of()));
            tenant = new Tenant("t", null, chance(3) ? someIds() : null, places(3), null, 1, null);
            route = new Route(
                    "r",
                    shuffled(),
                    one(Objective.values()),
                    chance(3) ? tier() : null,
                    random.nextBoolean(),
                    one(Pinning.values()),
                    null,
                    Map.of(),
                    null);
            pin = chance(3) ? Optional.of(List.of("claude", "gpt", "ada").get(random.nextInt(3))) : Optional.empty();
            left = chance(3) ? random.nextInt(100_000) : Long.MAX_VALUE;
        }

        boolean run() {
            Plan plan = Plan.of("r-1", ask, tenant, route, SampleFleet.CATALOGUE.candidates(route), pin, view());
            Errand errand = new Errand(context, plan, NOW.plusSeconds(60), 1 + random.nextInt(6), NOW, Lane.BATCH);
            Decision decision = Router.decide(errand, tried(), view(), _ -> random.nextInt(4) > 0, this::purse, NOW)
                    .decision();
            return switch (decision) {
                case Decision.Call(Endpoint endpoint) -> check(endpoint, plan);
                case Decision.AwaitRoom(List<Endpoint> endpoints, Instant _) -> {
                    endpoints.forEach(endpoint -> check(endpoint, plan));
                    yield true;
                }
                case Decision.Wait _, Decision.Park _, Decision.Finish _ -> false;
            };
        }

        /** The rules once more, written for one endpoint and without any cleverness. */
        private boolean check(Endpoint endpoint, Plan plan) {
            assertThat(endpoint.operation()).as(context + ": operation").isEqualTo(ask.operation());
            assertThat(tenant.endpoints() == null || tenant.endpoints().contains(endpoint.id()))
                    .as(context + ": tenant")
                    .isTrue();
            assertThat(ask.endpoints().denied()).as(context + ": denied").doesNotContain(endpoint.id());
            assertThat(ask.endpoints().only().isEmpty()
                            || ask.endpoints().only().contains(endpoint.id()))
                    .as(context + ": wanted")
                    .isTrue();
            assertThat(allows(tenant.jurisdictions(), endpoint) && allows(ask.jurisdictions(), endpoint))
                    .as(context + ": residency, " + endpoint.id())
                    .isTrue();
            assertThat(endpoint.features()).as(context + ": features").containsAll(ask.features());
            assertThat(ask.formats().isEmpty() || ask.formats().contains(endpoint.format()))
                    .as(context + ": format")
                    .isTrue();
            checkQuality(endpoint, plan);
            long cost = ask.estimateMicroUsd(endpoint, route);
            assertThat(cost).as(context + ": budget").isLessThanOrEqualTo(left);
            if (ask.maxCallMicroUsd() != null) {
                assertThat(cost).as(context + ": price").isLessThanOrEqualTo(ask.maxCallMicroUsd());
            }
            if (pin.isPresent() && route.pinning() == Pinning.STRICT && ask.operation() == Operation.CHAT) {
                assertThat(endpoint.family()).as(context + ": pin").isEqualTo(pin.get());
            }
            return true;
        }

        private void checkQuality(Endpoint endpoint, Plan plan) {
            boolean enough = reaches(ask.minimumTier(), endpoint) && reaches(route.minimumTier(), endpoint);
            boolean less = route.degradedAllowed() && !Boolean.FALSE.equals(ask.degradedAllowed());
            assertThat(enough || less).as(context + ": quality").isTrue();
            assertThat(plan.candidate(endpoint.id()).orElseThrow().degraded())
                    .as(context + ": told so")
                    .isEqualTo(!enough);
        }

        private static boolean allows(Set<String> places, Endpoint endpoint) {
            return places.isEmpty() || places.contains(endpoint.jurisdiction());
        }

        private static boolean reaches(@Nullable QualityTier asked, Endpoint endpoint) {
            return asked == null || endpoint.quality().tier().compareTo(asked) >= 0;
        }

        private Purse.Answer purse(Tenant whose, long microUsd, Instant now) {
            assertThat(whose).isEqualTo(tenant);
            assertThat(now).isEqualTo(NOW);
            return microUsd <= left ? Purse.Answer.AFFORDED : Purse.Answer.USED_UP;
        }

        private HealthView view() {
            Set<String> down = new HashSet<>();
            SampleFleet.ENDPOINTS.stream().filter(_ -> chance(3)).forEach(each -> down.add(each.id()));
            return new Outage(down);
        }

        private List<Tried> tried() {
            List<Tried> tried = new ArrayList<>();
            while (chance(3)) {
                ErrorCode code = one(ErrorCode.values());
                tried.add(new Tried(shuffled().getFirst(), code, NOW.minusSeconds(random.nextInt(100))));
            }
            return tried;
        }

        private Set<String> places(int rarely) {
            return chance(rarely)
                    ? jurisdictions.stream().filter(_ -> random.nextBoolean()).collect(Collectors.toSet())
                    : Set.of();
        }

        private Set<String> someIds() {
            return shuffled().stream().limit(1 + random.nextInt(6)).collect(Collectors.toSet());
        }

        private List<String> shuffled() {
            List<String> ids = new ArrayList<>(
                    SampleFleet.ENDPOINTS.stream().map(Endpoint::id).toList());
            Collections.shuffle(ids, random);
            return ids;
        }

        private QualityTier tier() {
            return one(QualityTier.values());
        }

        @SafeVarargs
        private <T> T one(T... of) {
            return of[random.nextInt(of.length)];
        }

        private boolean chance(int oneIn) {
            return random.nextInt(oneIn) == 0;
        }
    }
}
