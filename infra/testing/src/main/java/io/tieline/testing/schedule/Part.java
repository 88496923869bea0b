package io.tieline.testing.schedule;

import java.util.Set;

/**
 * Something that a fault can befall.
 *
 * @param name without blanks, such as {@code dispatcher-1}
 * @param kind such as {@code dispatcher}; parts of a kind stand in for each other
 * @param faults kinds of faults that it may meet, without blanks
 */
public record Part(String name, String kind, Set<String> faults) {
    public Part {
        faults = Set.copyOf(faults);
        requireWord(name);
        requireWord(kind);
        faults.forEach(Part::requireWord);
    }

    static void requireWord(String text) {
        if (text.isEmpty() || text.chars().anyMatch(Character::isWhitespace)) {
            throw new IllegalArgumentException("'" + text + "' is empty or has blanks in it");
        }
    }
}
