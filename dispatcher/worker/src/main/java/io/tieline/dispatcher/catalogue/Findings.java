package io.tieline.dispatcher.catalogue;

import io.tieline.platform.Document;
import io.tieline.platform.Nearest;
import io.tieline.platform.Problem;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** What is found out about a catalogue: what is wrong, and what is odd but can be used. Used by one thread. */
final class Findings {
    private final Document<CatalogueDraft> document;
    private final List<Problem> warnings = new ArrayList<>();

    Findings(Document<CatalogueDraft> document) {
        this.document = document;
    }

    void wrong(String path, String what) {
        document.add(path, what);
    }

    void odd(String path, String what) {
        warnings.add(document.problem(path, what));
    }

    boolean isSound(String path) {
        return document.isSound(path);
    }

    /** Notes what isn't there, unless it is, and can't be understood. */
    void require(String path, @Nullable Object value, String allowed) {
        if (value == null && isSound(path)) {
            wrong(path, "is missing, allowed: " + allowed);
        }
    }

    void require(boolean holds, String path, @Nullable Object value, String allowed) {
        if (!holds) {
            wrong(path, "is '" + value + "', allowed: " + allowed);
        }
    }

    void unknown(String path, String kind, String name, Collection<String> known) {
        wrong(
                path,
                "names the unknown " + kind + " '" + name + "', known are " + String.join(", ", known)
                        + Nearest.hint(name, known));
    }

    /** Makes something that may refuse what it is made of; null where it does, which is noted. */
    <T> @Nullable T make(String path, Supplier<T> maker) {
        try {
            return maker.get();
        } catch (IllegalArgumentException e) {
            wrong(path, "can't be used: " + e.getMessage());
            return null;
        }
    }

    /** What is wrong, a line for each, in the order of the file. */
    List<String> problems() {
        return document.problems().stream().map(Problem::toString).toList();
    }

    /** What is odd, in the order of the file. */
    List<String> warnings() {
        return warnings.stream()
                .sorted(Comparator.comparingInt(Problem::line))
                .map(Problem::toString)
                .toList();
    }
}
