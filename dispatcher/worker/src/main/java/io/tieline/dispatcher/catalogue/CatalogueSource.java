package io.tieline.dispatcher.catalogue;

import io.tieline.routing.Catalogue;
import java.util.function.Consumer;

/** Where a catalogue comes from, and those that come after it. */
public interface CatalogueSource {
    /** The one to begin with. */
    Catalogue first();

    /**
     * Tells about each change from now on; to be asked once.
     *
     * @param taker takes over a whole catalogue; one that throws stays with what it had
     * @return ends it
     */
    Runnable follow(Consumer<Catalogue> taker);

    /** A catalogue that never changes. */
    static CatalogueSource fixed(Catalogue catalogue) {
        return new CatalogueSource() {
            @Override
            public Catalogue first() {
                return catalogue;
            }

            @Override
            public Runnable follow(Consumer<Catalogue> taker) {
                return () -> {};
            }
        };
    }
}
