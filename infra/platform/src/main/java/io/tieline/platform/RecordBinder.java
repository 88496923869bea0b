package io.tieline.platform;

import io.tieline.platform.YamlNode.Kind;
import io.tieline.platform.YamlNode.Mapping;
import io.tieline.platform.YamlNode.Scalar;
import io.tieline.platform.YamlNode.Sequence;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of YAML nodes, and notes all that is wrong with them. A component that isn't written, or is wrong, arrives
 * in the constructor as null, or as 0 or false where its type is primitive; what the constructor refuses is noted with the
 * path, unless its parts were wrong before. A zero that is written for an {@code int} or {@code long} is refused here: the
 * constructor couldn't tell it from one that isn't.
 */
final class RecordBinder {
    private final List<Problem> problems = new ArrayList<>();

    /** What was wrong so far. */
    List<Problem> problems() {
        return problems;
    }

    /** Null for null, which a primitive refuses, and for what is wrong. */
    @Nullable
    Object bind(YamlNode node, Type type, Place place) {
        if (node instanceof Scalar scalar && scalar.kind() == Kind.NULL) {
            return type instanceof Class<?> c && c.isPrimitive()
                    ? wrong(place, node, "has no value, allowed: one, or leave the key out")
                    : null;
        }
        return switch (type) {
            case Class<?> c when c.isRecord() && !Scalars.isScalar(c) -> bindRecord(node, c, place);
            case Class<?> c when Scalars.isScalar(c) -> bindScalar(node, c, place);
            case ParameterizedType p when p.getRawType() == List.class -> bindList(node, p, place);
            case ParameterizedType p when p.getRawType() == Set.class -> bindSet(node, p, place);
            case ParameterizedType p when p.getRawType() == Map.class -> bindMap(node, p, place);
            default ->
                throw new IllegalStateException(type + " can't be a part of a configuration record (" + place + ")");
        };
    }

    private @Nullable Object wrong(Place place, YamlNode node, String what) {
        problems.add(new Problem(place.source(), node.line(), place.path(), what));
        return null;
    }

    private @Nullable Object bindScalar(YamlNode node, Class<?> type, Place place) {
        if (!(node instanceof Scalar scalar)) {
            String allowed = type == Path.class
                    ? "the path of a file; what stands here goes into a file of its own"
                    : "a single value";
            return wrong(place, node, "is a " + kindOf(node) + ", allowed: " + allowed);
        }
        try {
            Object value = Scalars.read(scalar, type);
            return standsForAbsent(value, type)
                    ? wrong(
                            place,
                            node,
                            "is '" + scalar.text() + "', allowed: more than that, or leave the key out for the default")
                    : value;
        } catch (IllegalArgumentException e) {
            return wrong(place, node, String.valueOf(e.getMessage()));
        }
    }

    /** A fraction of zero is not among them: 0.0 is a price, a share or a quality like any other. */
    private static boolean standsForAbsent(Object value, Class<?> type) {
        return (type == int.class || type == long.class) && ((Number) value).longValue() == 0;
    }

    private @Nullable List<@Nullable Object> bindList(YamlNode node, ParameterizedType type, Place place) {
        if (!(node instanceof Sequence sequence)) {
            wrong(place, node, "is a " + kindOf(node) + ", allowed: a list");
            return null;
        }
        List<@Nullable Object> items = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            items.add(bindPresent(item, type.getActualTypeArguments()[0], place.item(items.size())));
        }
        return Collections.unmodifiableList(items);
    }

    private @Nullable Object bindSet(YamlNode node, ParameterizedType type, Place place) {
        List<@Nullable Object> items = bindList(node, type, place);
        if (items == null) {
            return null;
        }
        Set<@Nullable Object> set = new LinkedHashSet<>();
        for (Object item : items) {
            if (!set.add(item) && item != null) {
                wrong(place, node, "names '" + item + "' twice");
            }
        }
        return Collections.unmodifiableSet(set);
    }

    private @Nullable Object bindMap(YamlNode node, ParameterizedType type, Place place) {
        if (type.getActualTypeArguments()[0] != String.class) {
            throw new IllegalStateException(type + " can't be a part of a configuration record: keys are text");
        }
        if (!(node instanceof Mapping mapping)) {
            return wrong(place, node, "is a " + kindOf(node) + ", allowed: a mapping");
        }
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, value) ->
                        map.put(key, bindPresent(value, type.getActualTypeArguments()[1], place.key(key))));
        return Collections.unmodifiableMap(map);
    }

    private @Nullable Object bindPresent(YamlNode node, Type type, Place place) {
        boolean absent = node instanceof Scalar scalar && scalar.kind() == Kind.NULL;
        return absent ? wrong(place, node, "has no value") : bind(node, type, place);
    }

    private @Nullable Object bindRecord(YamlNode node, Class<?> type, Place place) {
        Map<String, RecordComponent> components = new LinkedHashMap<>();
        Arrays.stream(type.getRecordComponents()).forEach(component -> components.put(keyOf(component), component));
        String known = String.join(", ", components.keySet());
        if (!(node instanceof Mapping mapping)) {
            // The value isn't told: it may be a secret in the wrong place.
            return wrong(place, node, "is a " + kindOf(node) + ", allowed: a mapping with the keys " + known);
        }
        int problemsBefore = problems.size();
        mapping.entries().forEach((key, value) -> {
            if (!components.containsKey(key)) {
                wrong(
                        place.key(key),
                        value,
                        "is an unknown key, allowed: " + known + Nearest.hint(key, components.keySet()));
            }
        });
        List<@Nullable Object> arguments = new ArrayList<>();
        components.forEach((key, component) -> {
            YamlNode value = mapping.entries().get(key);
            Object bound = value == null ? null : bind(value, component.getGenericType(), place.key(key));
            arguments.add(bound == null ? absent(component.getType()) : bound);
        });
        return construct(node, type, arguments, place, problems.size() > problemsBefore);
    }

    /**
     * Makes the record. A constructor refuses one thing at a time: what it has refused by its name is left out, so that it
     * says what else it refuses.
     *
     * @param partsAreWrong whether a part is left out already: then only what is written can be told to be wrong
     */
    private @Nullable Object construct(
            YamlNode node, Class<?> type, List<@Nullable Object> arguments, Place place, boolean partsAreWrong) {
        Constructor<?> constructor = constructor(type);
        boolean anyRefused = false;
        while (true) {
            try {
                Object made = constructor.newInstance(arguments.toArray());
                return anyRefused ? null : made;
            } catch (InvocationTargetException e) {
                int refused = refusedBy(e.getCause(), type, arguments);
                if (refused >= 0 || !(partsAreWrong || anyRefused)) {
                    wrong(place, node, refusal(type, arguments, e.getCause()));
                }
                if (refused < 0) {
                    return null;
                }
                arguments.set(refused, absent(type.getRecordComponents()[refused].getType()));
                anyRefused = true;
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(type + " can't be made", e);
            }
        }
    }

    private static Constructor<?> constructor(Class<?> type) {
        try {
            Constructor<?> constructor = type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " can't be made: is its package open to this one?", e);
        }
    }

    /** Which of the written values is refused, as messages begin with the key; -1 where that isn't told. */
    private static int refusedBy(@Nullable Throwable refusal, Class<?> type, List<@Nullable Object> arguments) {
        RecordComponent[] components = type.getRecordComponents();
        String message = refusal instanceof IllegalArgumentException ? String.valueOf(refusal.getMessage()) : "";
        for (int i = 0; i < components.length; i++) {
            boolean written = !Objects.equals(arguments.get(i), absent(components[i].getType()));
            if (written && message.startsWith(keyOf(components[i]) + " is ")) {
                return i;
            }
        }
        return -1;
    }

    private static String refusal(Class<?> type, List<@Nullable Object> arguments, @Nullable Throwable refusal) {
        List<String> missing = missing(type, arguments);
        if (refusal instanceof NullPointerException && !missing.isEmpty()) {
            return (missing.size() == 1 ? "lacks " : "lacks one of ") + String.join(", ", missing);
        }
        if (refusal instanceof IllegalArgumentException) {
            return "can't be used: " + refusal.getMessage();
        }
        throw new IllegalStateException("the constructor of " + type + " failed", refusal);
    }

    /** A constructor that stumbles over null wanted one of the values that aren't there. */
    private static List<String> missing(Class<?> type, List<@Nullable Object> arguments) {
        List<String> keys = new ArrayList<>();
        RecordComponent[] components = type.getRecordComponents();
        for (int i = 0; i < components.length; i++) {
            boolean optional = components[i].getAnnotatedType().isAnnotationPresent(Nullable.class);
            if (arguments.get(i) == null && !optional) {
                keys.add(keyOf(components[i]));
            }
        }
        return keys;
    }

    private static String kindOf(YamlNode node) {
        return switch (node) {
            case Mapping _ -> "mapping";
            case Sequence _ -> "list";
            case Scalar _ -> "single value";
        };
    }

    private static @Nullable Object absent(Class<?> type) {
        if (type == boolean.class) {
            return false;
        }
        if (type == int.class) {
            return 0;
        }
        if (type == long.class) {
            return 0L;
        }
        return type == double.class ? 0.0 : null;
    }

    /** The component {@code maxInFlight} is written {@code max-in-flight}. */
    private static String keyOf(RecordComponent component) {
        return component.getName().replaceAll("([a-z0-9])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}
