package io.tieline.trace.dependency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Objective;
import io.tieline.routing.Pinning;
import io.tieline.routing.Quality;
import io.tieline.routing.Route;
import io.tieline.schemas.avro.QualityTier;
import io.tieline.trace.Trace;
import io.tieline.trace.TracedRequest;
import io.tieline.whatif.Traces;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DependencyIndexTest {
    private static final Endpoint ONE = Traces.FIRST.withFailureDomains(Set.of("aws"));
    private static final Endpoint TWO = Traces.SECOND.withFailureDomains(Set.of("azure"));

    private static Member member(DependencyIndex index, Dimension dimension, String name) {
        return index.membersOf(dimension).stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void shouldBeAHundredWhereEverythingHangsOnOne() {
        DependencyIndex index = DependencyIndex.of(Traces.catalogue(ONE));
        assertThat(index.score()).isEqualTo(100, within(1e-9));
        assertThat(member(index, Dimension.CLOUD, "aws")).isEqualTo(new Member("aws", 1, 1, 1));
    }

    @Test
    void shouldBeLittleWhereAnyOfTwoWillDo() {
        // All traffic goes to ONE as long as it can be called: that is the concentration, and nothing else
        DependencyIndex index = DependencyIndex.of(Traces.catalogue(ONE, TWO));
        assertThat(index.score()).isEqualTo(10, within(1e-9));
        assertThat(member(index, Dimension.PROVIDER, "one").answered()).isEqualTo(1);
    }

    @Test
    void shouldCountWhatIsBoundByResidencyAndWhereTrafficGoes() {
        // Given: of 100 requests 30 must stay in the EU, where only TWO is; 80 calls went to ONE and 20 to TWO
        List<TracedRequest> requests = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            long at = Traces.START + i;
            requests.add(Traces.request(
                    "r" + i,
                    at,
                    i < 30 ? Traces.ask("eu") : Traces.ask(),
                    List.of(Traces.ok(i < 20 ? TWO : ONE, at, 100)),
                    null));
        }

        // When
        DependencyIndex index = DependencyIndex.of(new Trace(requests, 1), Traces.catalogue(ONE, TWO));

        // Then: each call costs 900 micro-dollars at ONE, 1,500 at TWO
        for (Map.Entry<Dimension, String> lost : Map.of(
                        Dimension.PROVIDER, "two",
                        Dimension.MODEL, "two-large",
                        Dimension.CLOUD, "azure",
                        Dimension.REGION, "eu")
                .entrySet()) {
            Member two = member(index, lost.getKey(), lost.getValue());
            assertThat(two.lost()).as("%s", lost).isEqualTo(0.3);
            assertThat(two.traffic()).isEqualTo(0.2);
            assertThat(two.spend()).isEqualTo(30_000.0 / 102_000, within(1e-9));
        }
        assertThat(member(index, Dimension.PROVIDER, "one").lost()).isZero();
        assertThat(index.concentration(Dimension.PROVIDER)).isEqualTo(0.8 * 0.8 + 0.2 * 0.2, within(1e-9));
        double loss = (0.3 + 0.2 * 0.3) / 2;
        assertThat(index.score()).isEqualTo(100 * (0.9 * loss + 0.1 * 0.68), within(1e-9));
    }

    @Test
    void shouldNotCountAnswersBelowTheAskedQuality() {
        // Given
        Endpoint small = TWO.withQuality(Quality.of(50));
        Route route = new Route(
                "ask",
                List.of(ONE.id(), small.id()),
                Objective.LISTED,
                QualityTier.FRONTIER,
                true,
                Pinning.PREFER,
                null,
                Map.of(),
                null);

        // When
        DependencyIndex index = DependencyIndex.of(new Catalogue(List.of(ONE, small), List.of(route)));

        // Then
        assertThat(member(index, Dimension.PROVIDER, "one").lost()).isEqualTo(1);
        assertThat(member(index, Dimension.PROVIDER, "two").lost()).isZero();
    }

    @Test
    void shouldSeeACloudThatTwoProvidersShare() {
        DependencyIndex index = DependencyIndex.of(Traces.catalogue(ONE, TWO.withFailureDomains(Set.of("aws", "x"))));
        assertThat(member(index, Dimension.CLOUD, "aws").lost()).isEqualTo(1);
        assertThat(member(index, Dimension.CLOUD, "x").lost()).isZero();
        assertThat(index.loss(Dimension.CLOUD)).isEqualTo(1);
        assertThat(index.score()).isEqualTo(100 * (0.9 * 0.25 + 0.1), within(1e-9));
    }

    @Test
    void shouldTellWhatNobodyMayAnswerApart() {
        Trace trace = new Trace(
                List.of(
                        Traces.request("ch", Traces.START, Traces.ask("ch"), List.of(), null),
                        Traces.request("any", Traces.START, Traces.ask(), List.of(), null)),
                1);
        DependencyIndex index = DependencyIndex.of(trace, Traces.catalogue(ONE, TWO));
        assertThat(index.unanswerable()).isEqualTo(0.5);
        assertThat(member(index, Dimension.PROVIDER, "one").lost()).isZero();
        Trace hopeless = new Trace(List.of(trace.requests().getLast()), 1);
        assertThatThrownBy(() -> DependencyIndex.of(hopeless, Traces.catalogue(ONE)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("there is nothing to lose");
    }
}
