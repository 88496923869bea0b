package io.tieline.mutants;

/** A change of classes while they are loaded. Safe for use by several threads. */
interface Change {
    /** As it is called on the command line. */
    String name();

    /**
     * Whether a class is to be changed.
     *
     * @param className with slashes
     */
    boolean concerns(String className);

    /** Whether it is told of every class that it changes; that is too much where it changes many. */
    default boolean tellsWhere() {
        return true;
    }

    /**
     * The class as it shall be.
     *
     * @throws TargetMissingException if it isn't as expected
     */
    byte[] apply(byte[] bytes, Classes classes) throws TargetMissingException;
}
