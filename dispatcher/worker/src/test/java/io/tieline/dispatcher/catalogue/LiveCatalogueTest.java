package io.tieline.dispatcher.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.Endpoints;
import io.tieline.routing.Catalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class LiveCatalogueTest {
    private final Catalogue first = Endpoints.catalogue(Endpoints.endpoint("acme/one"));
    private final Catalogue second = Endpoints.catalogue(Endpoints.endpoint("acme/two"));
    private final List<Consumer<Catalogue>> takers = new ArrayList<>();

    private final CatalogueSource source = new CatalogueSource() {
        @Override
        public Catalogue first() {
            return first;
        }

        @Override
        public Runnable follow(Consumer<Catalogue> taker) {
            takers.add(taker);
            return takers::clear;
        }
    };

    @Test
    void shouldHoldTheOneInForceUntilItIsClosed() {
        // When
        LiveCatalogue live = LiveCatalogue.of(source);

        // Then
        assertThat(live.get()).isSameAs(first);
        takers.forEach(taker -> taker.accept(second));
        assertThat(live.get()).isSameAs(second);
        live.close();
        assertThat(takers).isEmpty();
    }
}
