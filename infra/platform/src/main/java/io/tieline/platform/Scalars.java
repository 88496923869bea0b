package io.tieline.platform;

import io.tieline.platform.YamlNode.Kind;
import io.tieline.platform.YamlNode.Scalar;
import java.math.BigDecimal;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Single values, from text. What a text can't be read as is an {@link IllegalArgumentException} whose message goes on from
 * the value's path: "is 'many', allowed: a whole number".
 */
final class Scalars {
    private static final Map<Class<?>, Reader> READERS = Map.ofEntries(
            Map.entry(String.class, Scalar::text),
            Map.entry(int.class, Scalars::intOf),
            Map.entry(Integer.class, Scalars::intOf),
            Map.entry(long.class, Scalars::longOf),
            Map.entry(Long.class, Scalars::longOf),
            Map.entry(double.class, scalar -> decimalOf(scalar).doubleValue()),
            Map.entry(Double.class, scalar -> decimalOf(scalar).doubleValue()),
            Map.entry(BigDecimal.class, Scalars::decimalOf),
            Map.entry(boolean.class, Scalars::booleanOf),
            Map.entry(Boolean.class, Scalars::booleanOf),
            Map.entry(Duration.class, Scalars::durationOf),
            Map.entry(DataSize.class, scalar -> DataSize.parse(scalar.text())),
            Map.entry(URI.class, Scalars::uriOf),
            Map.entry(InetSocketAddress.class, Scalars::addressOf),
            Map.entry(Path.class, scalar -> Path.of(scalar.text())));

    private static final Pattern ADDRESS = Pattern.compile("([a-zA-Z0-9.-]+):(\\d{1,5})");
    private static final int LARGEST_PORT = 65_535;

    @FunctionalInterface
    private interface Reader {
        Object read(Scalar scalar);
    }

    private Scalars() {}

    static boolean isScalar(Class<?> type) {
        return type.isEnum() || READERS.containsKey(type);
    }

    static Object read(Scalar scalar, Class<?> type) {
        Reader reader = READERS.get(type);
        return reader != null ? reader.read(scalar) : enumOf(scalar, type);
    }

    private static Object enumOf(Scalar scalar, Class<?> type) {
        List<Object> constants = Arrays.asList(type.getEnumConstants());
        List<String> names = constants.stream()
                .map(constant -> ((Enum<?>) constant).name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(scalar.text());
        if (index < 0) {
            throw refused(scalar, "one of " + String.join(", ", names) + Nearest.hint(scalar.text(), names));
        }
        return constants.get(index);
    }

    private static int intOf(Scalar scalar) {
        long value = longOf(scalar);
        if (value != (int) value) {
            throw refused(scalar, "a whole number from " + Integer.MIN_VALUE + " to " + Integer.MAX_VALUE);
        }
        return (int) value;
    }

    private static long longOf(Scalar scalar) {
        if (scalar.kind() == Kind.WHOLE_NUMBER) {
            try {
                return decimalOf(scalar).longValueExact();
            } catch (ArithmeticException e) {
                throw refused(scalar, "a whole number from " + Long.MIN_VALUE + " to " + Long.MAX_VALUE);
            }
        }
        throw refused(scalar, "a whole number");
    }

    private static BigDecimal decimalOf(Scalar scalar) {
        if (scalar.kind() == Kind.WHOLE_NUMBER || scalar.kind() == Kind.FRACTION) {
            try {
                return new BigDecimal(scalar.text().replace("_", ""));
            } catch (NumberFormatException e) {
                throw refused(scalar, "a number in decimal digits");
            }
        }
        throw refused(scalar, "a number");
    }

    private static boolean booleanOf(Scalar scalar) {
        if (scalar.kind() != Kind.BOOLEAN) {
            throw refused(scalar, "true or false");
        }
        return Boolean.parseBoolean(scalar.text());
    }

    private static Duration durationOf(Scalar scalar) {
        if (scalar.text().matches("\\d+")) {
            throw new IllegalArgumentException(
                    "is '" + scalar.text() + "' and has no unit: write " + scalar.text() + "s, if seconds are meant");
        }
        return Durations.parse(scalar.text())
                .orElseThrow(() -> refused(scalar, "a whole number with its unit, such as " + Durations.EXAMPLES));
    }

    private static URI uriOf(Scalar scalar) {
        try {
            return new URI(scalar.text());
        } catch (URISyntaxException e) {
            throw refused(scalar, "an address such as http://127.0.0.1:8080");
        }
    }

    private static InetSocketAddress addressOf(Scalar scalar) {
        Matcher parts = ADDRESS.matcher(scalar.text());
        if (!parts.matches() || Integer.parseInt(parts.group(2)) > LARGEST_PORT) {
            throw refused(scalar, "a host and a port such as 127.0.0.1:8091");
        }
        return InetSocketAddress.createUnresolved(parts.group(1), Integer.parseInt(parts.group(2)));
    }

    private static IllegalArgumentException refused(Scalar scalar, String allowed) {
        return new IllegalArgumentException("is '" + scalar.text() + "', allowed: " + allowed);
    }
}
