package io.tieline.gateway.files;

import java.security.SecureRandom;
import java.util.stream.Collectors;

/** Ids of files that were uploaded. */
final class FileIds {
    private static final String SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private static final int RANDOM_SIGNS = 24;
    private static final SecureRandom RANDOM = new SecureRandom();

    private FileIds() {}

    /** A new one. */
    static String next() {
        return "file-" + random();
    }

    /** A new place for a content of a file. */
    static String content(String fileId) {
        return fileId + "-" + random();
    }

    private static String random() {
        return RANDOM.ints(RANDOM_SIGNS, 0, SIGNS.length())
                .mapToObj(index -> String.valueOf(SIGNS.charAt(index)))
                .collect(Collectors.joining());
    }
}
