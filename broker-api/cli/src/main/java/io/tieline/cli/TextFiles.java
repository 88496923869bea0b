package io.tieline.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** Finds the files that hold text, each once. */
final class TextFiles {
    private static final int BUFFER_CHARS = 8_192;

    private final Consumer<String> teller;
    private final List<Path> found = new ArrayList<>();
    private final Set<Path> real = new HashSet<>();

    private TextFiles(Consumer<String> teller) {
        this.teller = teller;
    }

    /**
     * Text files in the order in which they are named, those of a folder in the order of their names. In folders, hidden
     * files and folders are passed over, and what holds no text too, with a word to the user.
     *
     * @param named files and folders
     * @param teller told which files are skipped and why, a line at a time
     * @throws IllegalArgumentException if one of them isn't there, a file named by itself holds no text, or nothing is found
     */
    static List<Path> find(List<Path> named, Consumer<String> teller) {
        TextFiles files = new TextFiles(teller);
        for (Path path : named) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(path + ": there is no such file or folder");
            }
            try {
                if (Files.isDirectory(path)) {
                    files.addAll(path);
                } else {
                    files.addNamed(path);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(path + " can't be read", e);
            }
        }
        if (files.found.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to submit: no text was found in " + named);
        }
        return List.copyOf(files.found);
    }

    private void addNamed(Path file) throws IOException {
        Optional<String> problem = problem(file);
        if (problem.isPresent()) {
            throw new IllegalArgumentException(file + ": " + problem.get());
        }
        add(file);
    }

    private void addAll(Path folder) throws IOException {
        Candidates candidates = new Candidates(folder);
        Files.walkFileTree(folder, Set.of(FileVisitOption.FOLLOW_LINKS), Integer.MAX_VALUE, candidates);
        for (Path file : candidates.files.stream().sorted().toList()) {
            Optional<String> problem = problem(file);
            if (problem.isPresent()) {
                skip(file, problem.get());
            } else {
                add(file);
            }
        }
    }

    private void add(Path file) throws IOException {
        if (real.add(file.toRealPath())) {
            found.add(file);
        }
    }

    private void skip(Path file, String why) {
        teller.accept(file + ": skipped: " + why);
    }

    /** Reads all of it, but never holds all of it: somebody's folder may well hold a film. */
    private static Optional<String> problem(Path file) {
        boolean blank = true;
        char[] buffer = new char[BUFFER_CHARS];
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            for (int length = reader.read(buffer); length >= 0; length = reader.read(buffer)) {
                blank = blank && String.valueOf(buffer, 0, length).isBlank();
            }
        } catch (CharacterCodingException e) {
            return Optional.of("this is no text in UTF-8");
        } catch (IOException e) {
            return Optional.of("it can't be read: " + Failures.reason(e));
        }
        return blank ? Optional.of("there is nothing in it") : Optional.empty();
    }

    /** Everything below a folder that isn't hidden. */
    private final class Candidates extends SimpleFileVisitor<Path> {
        private final Path start;
        private final List<Path> files = new ArrayList<>();

        Candidates(Path start) {
            this.start = start;
        }

        @Override
        public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
            boolean passedOver = !folder.equals(start) && Files.isHidden(folder);
            return passedOver ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
            if (attributes.isRegularFile() && !Files.isHidden(file)) {
                files.add(file);
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) {
            skip(file, "it can't be read: " + Failures.reason(failure));
            return FileVisitResult.CONTINUE;
        }
    }
}
