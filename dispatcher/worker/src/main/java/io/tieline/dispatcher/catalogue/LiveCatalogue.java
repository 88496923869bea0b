package io.tieline.dispatcher.catalogue;

import io.tieline.routing.Catalogue;
import java.util.function.Supplier;

/** The catalogue that is in force, for those who look at it now and then. Thread-safe. */
public final class LiveCatalogue implements Supplier<Catalogue>, AutoCloseable {
    private final Runnable end;
    private volatile Catalogue inForce;

    private LiveCatalogue(CatalogueSource source) {
        this.inForce = source.first();
        this.end = source.follow(catalogue -> this.inForce = catalogue);
    }

    /** Follows it until it is closed. */
    public static LiveCatalogue of(CatalogueSource source) {
        return new LiveCatalogue(source);
    }

    @Override
    public Catalogue get() {
        return inForce;
    }

    @Override
    public void close() {
        end.run();
    }
}
