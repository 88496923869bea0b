package io.tieline.platform;

/**
 * One thing that is wrong with a configuration.
 *
 * @param source file that it is in
 * @param line counted from 1
 * @param path such as {@code routes[0].candidates}; empty for the whole file
 * @param what goes on from the path: "is 'many', allowed: a whole number"
 */
public record Problem(String source, int line, String path, String what) {
    /** {@code tieline.yaml:7: topics.partitions is 'many', allowed: a whole number}. */
    @Override
    public String toString() {
        return Place.at(source, line) + (path.isEmpty() ? "the file" : path) + " " + what;
    }
}
