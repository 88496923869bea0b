package io.tieline.dev;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Text files, cut into passages that are worth a summary. */
final class Documents {
    private static final int PASSAGE_CHARS = 2_400;
    private static final int SHORTEST_CHARS = 400;
    private static final Pattern PARAGRAPH_END = Pattern.compile("\\n\\s*\\n");
    private static final List<String> TEXT_FILES = List.of(".md", ".txt", ".text", ".rst", ".adoc", ".html", ".csv");

    /** A piece of a file. */
    record Passage(String title, String text) {}

    private Documents() {}

    /**
     * Passages of all text files among these files and folders.
     *
     * @throws IllegalArgumentException if there is none, or a path doesn't exist
     */
    static List<Passage> read(List<Path> paths) {
        List<Passage> passages = new ArrayList<>();
        for (Path path : paths) {
            if (!Files.exists(path)) {
                throw new IllegalArgumentException(path + ": there is no such file or folder");
            }
            for (Path file : filesIn(path)) {
                passages.addAll(cut(file.getFileName().toString(), text(file)));
            }
        }
        if (passages.isEmpty()) {
            throw new IllegalArgumentException("no text was found in " + paths + ": name text files (" + TEXT_FILES
                    + ") or folders that hold some");
        }
        return passages;
    }

    private static List<Path> filesIn(Path path) {
        if (Files.isRegularFile(path)) {
            return List.of(path);
        }
        try (Stream<Path> walk = Files.walk(path)) {
            return walk.filter(Files::isRegularFile)
                    .filter(Documents::looksLikeText)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException("can't read the folder " + path, e);
        }
    }

    private static boolean looksLikeText(Path file) {
        String name = file.getFileName().toString().toLowerCase(Locale.ROOT);
        return TEXT_FILES.stream().anyMatch(name::endsWith);
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException(file + ": this is no text in UTF-8", e);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read " + file, e);
        }
    }

    /** Joins paragraphs until a passage is long enough; what is too short for a summary joins the one before. */
    static List<Passage> cut(String title, String text) {
        List<String> passages = new ArrayList<>();
        StringBuilder passage = new StringBuilder();
        for (String paragraph : PARAGRAPH_END.splitAsStream(text).toList()) {
            passage.append(paragraph.strip()).append("\n\n");
            if (passage.length() >= PASSAGE_CHARS) {
                passages.add(passage.toString().strip());
                passage.setLength(0);
            }
        }
        String rest = passage.toString().strip();
        if (!rest.isEmpty() && (rest.length() >= SHORTEST_CHARS || passages.isEmpty())) {
            passages.add(rest);
        } else if (!rest.isEmpty()) {
            passages.add(passages.removeLast() + "\n\n" + rest);
        }
        List<Passage> titled = new ArrayList<>();
        for (String each : passages) {
            titled.add(new Passage(title + " #" + (titled.size() + 1), each));
        }
        return titled;
    }
}
