package io.tieline.gateway.words;

import java.util.List;

/** What is wrong with a body. Paths are written as in {@code messages[0].content}. */
public sealed interface Flaw {
    /** Where. */
    String path();

    /** A field that must be there isn't. */
    record Missing(String path) implements Flaw {}

    /**
     * A value of the wrong kind.
     *
     * @param expected such as {@code a string}
     * @param got such as {@code an integer}
     */
    record WrongKind(String path, String expected, String got) implements Flaw {}

    /**
     * None of the values that there are.
     *
     * @param got as it was sent, shortened
     */
    record NotOneOf(String path, List<String> allowed, String got) implements Flaw {
        private static final int LONGEST_QUOTE = 64;

        public NotOneOf {
            allowed = List.copyOf(allowed);
            got = got.length() <= LONGEST_QUOTE ? got : got.substring(0, LONGEST_QUOTE) + "…";
        }
    }

    /** A number below the least. */
    record TooSmall(String path, String least, String got) implements Flaw {}

    /** A number above the most. */
    record TooLarge(String path, String most, String got) implements Flaw {}

    /** Something that the API has, but not here. */
    record Unsupported(String path, String message) implements Flaw {}

    /** Anything else, in the API's own words. */
    record Other(String path, String message) implements Flaw {}
}
