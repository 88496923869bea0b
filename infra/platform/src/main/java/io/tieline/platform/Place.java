package io.tieline.platform;

/**
 * Where something stands in a configuration: file, and path such as {@code routes[0].candidates}.
 *
 * @param path empty for the whole file
 */
record Place(String source, String path) {
    static Place root(String source) {
        return new Place(source, "");
    }

    /** Beginning of a message about a line. */
    static String at(String source, int line) {
        return source + ":" + line + ": ";
    }

    Place key(String key) {
        return new Place(source, path.isEmpty() ? key : path + "." + key);
    }

    Place item(int index) {
        return new Place(source, path + "[" + index + "]");
    }

    /** Message about what stands here: {@code tieline.yaml:7: topics.partitions is 'many', allowed: ...}. */
    String problem(int line, String what) {
        return new Problem(source, line, path, what).toString();
    }
}
