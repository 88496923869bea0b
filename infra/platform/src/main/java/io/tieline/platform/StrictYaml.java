package io.tieline.platform;

import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

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
     * @throws ConfigException if it can't be read or something in it is not as it must be
     */
    public static <T extends Record> T read(Path file, Class<T> type) {
        try {
            return parse(Files.readString(file), file.toString(), type);
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": there is no such file");
        } catch (MalformedInputException e) {
            throw new ConfigException(file + ": this is no text in UTF-8");
        } catch (IOException e) {
            throw new ConfigException(file + ": can't be read: " + e);
        }
    }

    /**
     * Reads text.
     *
     * @param source what messages name as its origin
     * @throws ConfigException if something in it is not as it must be
     */
    public static <T extends Record> T parse(String text, String source, Class<T> type) {
        Place root = Place.root(source);
        YamlNode document = YamlReader.read(text, source);
        Object bound = RecordBinder.bind(document, type, root);
        if (bound == null) {
            throw new ConfigException(root.problem(document.line(), "is empty"));
        }
        return type.cast(bound);
    }
}
