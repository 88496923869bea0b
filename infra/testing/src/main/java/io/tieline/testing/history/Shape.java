package io.tieline.testing.history;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** What an event consists of, read from its record class. */
record Shape(Constructor<?> constructor, List<Part> parts) {
    static Shape of(Class<?> type) {
        RecordComponent[] components = type.getRecordComponents();
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            return new Shape(
                    constructor,
                    Arrays.stream(components)
                            .map(each -> new Part(each.getName(), each.getType(), each.getAccessor()))
                            .toList());
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException(type + " has no canonical constructor", e);
        }
    }

    /** Throws {@link IllegalArgumentException} where a part is missing, unknown or of another type. */
    Event make(Map<String, Object> values) {
        Object[] arguments = new Object[parts.size()];
        int used = 0;
        for (int i = 0; i < arguments.length; i++) {
            Object plain = values.get(parts.get(i).name());
            used += plain == null ? 0 : 1;
            arguments[i] = parts.get(i).rich(plain);
        }
        if (used < values.size()) {
            List<String> unknown = new ArrayList<>(new TreeSet<>(values.keySet()));
            unknown.removeAll(parts.stream().map(Part::name).toList());
            throw new IllegalArgumentException("it has unknown parts: " + unknown);
        }
        try {
            return (Event) constructor.newInstance(arguments);
        } catch (InvocationTargetException | InstantiationException | IllegalAccessException e) {
            throw new IllegalStateException("cannot make " + constructor, e);
        }
    }

    /** A component of the record. */
    record Part(String name, Class<?> type, Method accessor) {
        Object of(Event event) {
            try {
                return accessor.invoke(event);
            } catch (InvocationTargetException | IllegalAccessException e) {
                throw new IllegalStateException("cannot read " + accessor, e);
            }
        }

        /** As text, {@link Long}, {@link Boolean} or set of texts; null: it is empty. */
        static @Nullable Object plain(Object value) {
            return switch (value) {
                case Integer number -> (Object) number.longValue();
                case Long number -> number;
                case Boolean truth -> truth;
                case Optional<?> text -> text.orElse(null);
                case OptionalLong number -> number.isPresent() ? (Object) number.getAsLong() : null;
                case Set<?> words -> words.isEmpty() ? null : new TreeSet<>(words);
                default -> value.toString();
            };
        }

        Object rich(@Nullable Object plain) {
            if (type == Optional.class) {
                return plain == null ? Optional.empty() : Optional.of(as(String.class, plain));
            } else if (type == OptionalLong.class) {
                return plain == null ? OptionalLong.empty() : OptionalLong.of(as(Long.class, plain));
            } else if (type == Set.class) {
                return plain == null ? Set.of() : Set.copyOf((Set<?>) as(Set.class, plain));
            } else if (plain == null) {
                throw new IllegalArgumentException("'" + name + "' is missing");
            } else if (type == long.class) {
                return as(Long.class, plain);
            } else if (type == int.class) {
                return Math.toIntExact(as(Long.class, plain));
            } else if (type == boolean.class) {
                return as(Boolean.class, plain);
            }
            return ofText(as(String.class, plain));
        }

        private Object ofText(String text) {
            if (type == Instant.class) {
                return instant(text);
            } else if (type == Place.class) {
                return Place.parse(text);
            } else if (type.isEnum()) {
                return constant(text);
            }
            return text;
        }

        private Instant instant(String text) {
            try {
                return Instant.parse(text);
            } catch (DateTimeParseException e) {
                throw new IllegalArgumentException("'" + name + "' is no moment: '" + text + "'", e);
            }
        }

        private Object constant(String text) {
            return Arrays.stream(type.getEnumConstants())
                    .filter(each -> ((Enum<?>) each).name().equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("'" + name + "' is no '" + text + "'"));
        }

        private <T> T as(Class<T> expected, Object plain) {
            if (!expected.isInstance(plain)) {
                throw new IllegalArgumentException("'" + name + "' is of another type: " + plain);
            }
            return expected.cast(plain);
        }
    }
}
