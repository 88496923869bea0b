package io.tieline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Looks whether results can be written, before work begins whose result would be lost otherwise. */
final class Writable {
    private Writable() {}

    /**
     * Makes the folder unless it is there.
     *
     * @param option names it on the command line
     * @throws IllegalArgumentException if it can't be made or written to
     */
    static void folder(String option, Path folder) {
        try {
            if (!Files.isDirectory(folder)) {
                Files.createDirectories(folder);
            }
        } catch (IOException e) {
            throw refused(option, folder, "this folder can't be made: " + Failures.reason(e));
        }
        if (!Files.isWritable(folder)) {
            throw refused(option, folder, "this folder can't be written to");
        }
    }

    /**
     * Changes nothing.
     *
     * @param option names it on the command line
     * @throws IllegalArgumentException if it can't be written, or its folder isn't there
     */
    static void file(String option, Path file) {
        Path folder = file.toAbsolutePath().getParent();
        if (folder == null || Files.isDirectory(file)) {
            throw refused(option, file, "this is a folder, name a file");
        }
        if (!Files.isDirectory(folder)) {
            throw refused(option, file, "there is no folder " + folder);
        }
        if (!Files.isWritable(Files.exists(file) ? file : folder)) {
            throw refused(option, file, "this file can't be written");
        }
    }

    private static IllegalArgumentException refused(String option, Path path, String why) {
        return new IllegalArgumentException(option + " is " + path + ": " + why);
    }
}
