package io.tieline.dispatcher.catalogue;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One of the lists of a catalogue, whose items are found by their names. */
final class Section<T> {
    private final Findings findings;
    private final String path;
    private final String kind;
    private final List<@Nullable T> items;
    private final LinkedHashMap<String, Integer> indexes = new LinkedHashMap<>();
    private boolean complete = true;

    /**
     * Finds the names, and notes those that are missing or there twice.
     *
     * @param key of the name within an item
     * @param name of an item
     * @param allowed what a name must be like; whoever is called by it sees to that
     */
    static <T> Section<T> of(
            Findings findings,
            String kind,
            @Nullable List<@Nullable T> items,
            String key,
            Function<T, @Nullable String> name,
            String allowed) {
        Section<T> section = new Section<>(findings, kind, items == null ? List.of() : items);
        section.index(key, name, allowed);
        return section;
    }

    private Section(Findings findings, String kind, List<@Nullable T> items) {
        this.findings = findings;
        this.kind = kind;
        this.path = kind + "s";
        this.items = items;
    }

    private void index(String key, Function<T, @Nullable String> nameOf, String allowed) {
        for (int i = 0; i < items.size(); i++) {
            T item = items.get(i);
            String name = item == null ? null : nameOf.apply(item);
            String place = path(i) + "." + key;
            if (name == null) {
                findings.require(place, null, allowed);
                complete = false;
            } else if (indexes.containsKey(name)) {
                findings.wrong(place, "is '" + name + "', as " + pathOf(name) + " is called already");
                complete = false;
            } else {
                indexes.put(name, i);
            }
        }
    }

    private String path(int index) {
        return path + "[" + index + "]";
    }

    /** Where the item of this name stands. */
    String pathOf(String name) {
        return path(Objects.requireNonNull(indexes.get(name)));
    }

    /** Each item that has a name of its own, with that. */
    void forEach(BiConsumer<String, T> action) {
        indexes.forEach((name, index) -> {
            T item = items.get(index);
            if (item != null) {
                action.accept(name, item);
            }
        });
    }

    Optional<T> find(String name) {
        return Optional.ofNullable(indexes.get(name)).map(items::get);
    }

    Set<String> names() {
        return indexes.keySet();
    }

    /** Whether each item has a name of its own: what isn't among them is unknown only then. */
    boolean isComplete() {
        return complete;
    }

    /**
     * The names in a list that are known. The others, and those that are there twice, are noted.
     *
     * @param known usually {@link #names}
     */
    Set<String> known(String place, @Nullable List<@Nullable String> written, Set<String> known) {
        Set<String> found = new LinkedHashSet<>();
        int index = 0;
        for (String name : written == null ? List.<String>of() : written) {
            String at = place + "[" + index++ + "]";
            if (name == null) {
                continue;
            }
            if (!known.contains(name)) {
                noteUnknown(at, name, known);
            } else if (!found.add(name)) {
                findings.wrong(at, "names the " + kind + " '" + name + "' again");
            }
        }
        return found;
    }

    void noteUnknown(String at, String name, Set<String> known) {
        if (complete) {
            findings.unknown(at, kind, name, known);
        }
    }
}
