package io.tieline.gateway.words;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Keeps the first flaw that is found; reading goes on behind it with values that do no harm. Not thread-safe. */
public final class Flaws {
    private @Nullable Flaw first;

    public void add(Flaw flaw) {
        if (first == null) {
            first = flaw;
        }
    }

    /** Adds one where something is wrong. */
    public void addIf(boolean wrong, Flaw flaw) {
        if (wrong) {
            add(flaw);
        }
    }

    public Optional<Flaw> first() {
        return Optional.ofNullable(first);
    }

    /** What was read, or the flaw in it. */
    public <T> Reading<T> reading(ErrorWords words, T value) {
        return first == null ? new Reading.Fine<>(value) : new Reading.Refused<>(words.phrase(first));
    }
}
