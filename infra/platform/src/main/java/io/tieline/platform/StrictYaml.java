package io.tieline.platform;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Reads configuration from YAML into a tree of records, and takes nothing that it doesn't understand.
 *
 * <p>Keys are the names of the record's components in kebab-case. Components may be records, lists, sets and maps of what
 * is said here, text, numbers, booleans, enums (in lower case), {@link java.time.Duration} ({@code 500ms}, {@code 30s},
 * {@code 5m}, {@code 2h}, {@code 1d}), {@link DataSize} ({@code 1MiB}), URIs and paths. What isn't written arrives in the
 * record's constructor as null, 0 or false: the constructor sets defaults, and refuses what can't be by an
 * IllegalArgumentException. Where a whole number may be 0, the component is an Integer or a Long, which is null where it
 * isn't written; a zero written for an int or a long is an error.
 */
public final class StrictYaml {
    private StrictYaml() {}

    /**
     * Reads a UTF-8 file.
     *
     * @throws ConfigException if it can't be read, or with all that is not as it must be
     */
    public static <T extends Record> T read(Path file, Class<T> type) {
        return parse(text(file), file.toString(), type);
    }

    /**
     * Text of a file.
     *
     * @throws ConfigException if it can't be read or isn't UTF-8
     */
    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": there is no such file");
        } catch (AccessDeniedException e) {
            throw new ConfigException(file + ": permission denied");
        } catch (MalformedInputException e) {
            throw new ConfigException(file + ": this is no text in UTF-8");
        } catch (IOException e) {
            throw new ConfigException(file + ": can't be read: " + e.getMessage());
        }
    }

    /**
     * Reads text.
     *
     * @param source what messages name as its origin
     * @throws ConfigException with all that is not as it must be
     */
    public static <T extends Record> T parse(String text, String source, Class<T> type) {
        Document<T> document = document(text, source, type);
        document.requireSound();
        return Objects.requireNonNull(document.value());
    }

    /**
     * Reads text as far as it can be understood, for checks of one's own.
     *
     * @param source what messages name as its origin
     * @throws ConfigException if it isn't YAML, or a key is there twice
     */
    public static <T extends Record> Document<T> document(String text, String source, Class<T> type) {
        YamlNode root = YamlReader.read(text, source);
        RecordBinder binder = new RecordBinder();
        Place place = Place.root(source);
        T value = type.cast(binder.bind(root, type, place));
        Document<T> document = new Document<>(source, root, value, binder.problems());
        if (value == null && document.isSound("")) {
            document.add("", "is empty");
        }
        return document;
    }
}
