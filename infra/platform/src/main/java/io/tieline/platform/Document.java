package io.tieline.platform;

import io.tieline.platform.YamlNode.Mapping;
import io.tieline.platform.YamlNode.Scalar;
import io.tieline.platform.YamlNode.Sequence;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration file as far as it could be understood, and what is wrong with it: for checks that go over several parts
 * of a file, which report in the same words and with the same lines as the reader. What couldn't be understood is null,
 * and so may the items of lists be. Used by one thread.
 */
public final class Document<T> {
    private final String source;
    private final @Nullable T value;
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<Problem> problems;

    Document(String source, YamlNode root, @Nullable T value, List<Problem> problems) {
        this.source = source;
        this.value = value;
        this.problems = new ArrayList<>(problems);
        locate(root, Place.root(source));
    }

    private void locate(YamlNode node, Place place) {
        lines.put(place.path(), node.line());
        switch (node) {
            case Mapping mapping -> mapping.entries().forEach((key, each) -> locate(each, place.key(key)));
            case Sequence sequence -> {
                for (int i = 0; i < sequence.items().size(); i++) {
                    locate(sequence.items().get(i), place.item(i));
                }
            }
            case Scalar _ -> {}
        }
    }

    /** What is written there, as far as it could be understood; null where nothing could. */
    public @Nullable T value() {
        return value;
    }

    /** Where it comes from, as messages name it. */
    public String source() {
        return source;
    }

    /** What is found at a path, or would be: the line of the innermost part of the path that is written. */
    public Problem problem(String path, String what) {
        return new Problem(source, line(path), path, what);
    }

    /** Notes a problem at a path. */
    public void add(String path, String what) {
        problems.add(problem(path, what));
    }

    /** Whether nothing is known to be wrong there, or with a part of it. */
    public boolean isSound(String path) {
        return problems.stream().noneMatch(problem -> contains(path, problem.path()));
    }

    /** All that is known to be wrong, in the order of the lines. */
    public List<Problem> problems() {
        return problems.stream().sorted(Comparator.comparingInt(Problem::line)).toList();
    }

    /**
     * Does nothing if nothing is wrong.
     *
     * @throws ConfigException with all problems, a line for each
     */
    public void requireSound() {
        if (!problems.isEmpty()) {
            throw new ConfigException(problems());
        }
    }

    private int line(String path) {
        String written = path;
        while (!lines.containsKey(written)) {
            written = written.substring(0, Math.max(0, Math.max(written.lastIndexOf('.'), written.lastIndexOf('['))));
        }
        return lines.get(written);
    }

    static boolean contains(String outer, String inner) {
        return outer.isEmpty() || inner.equals(outer) || inner.startsWith(outer + ".") || inner.startsWith(outer + "[");
    }
}
