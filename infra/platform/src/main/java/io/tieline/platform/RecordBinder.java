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
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Makes records of YAML nodes. A component that isn't written arrives in the constructor as null, or as 0 or false where
 * its type is primitive; what the constructor refuses is told with the path. A zero that is written for an {@code int} or
 * {@code long} is refused here: the constructor couldn't tell it from one that isn't.
 */
final class RecordBinder {
    private RecordBinder() {}

    /** Null stays null; a primitive refuses it. */
    static @Nullable Object bind(YamlNode node, Type type, Place place) {
        if (node instanceof Scalar(int line, Kind kind, String text) && kind == Kind.NULL) {
            if (type instanceof Class<?> c && c.isPrimitive()) {
                throw new ConfigException(place.problem(line, "has no value, allowed: one, or leave the key out"));
            }
            return null;
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

    private static Object bindScalar(YamlNode node, Class<?> type, Place place) {
        if (!(node instanceof Scalar scalar)) {
            throw new ConfigException(place.problem(node.line(), "is a " + kindOf(node) + ", allowed: a single value"));
        }
        try {
            Object value = Scalars.read(scalar, type);
            if (standsForAbsent(value, type)) {
                throw new ConfigException(place.problem(
                        node.line(),
                        "is '" + scalar.text() + "', allowed: more than that, or leave the key out for the default"));
            }
            return value;
        } catch (IllegalArgumentException e) {
            throw new ConfigException(place.problem(node.line(), String.valueOf(e.getMessage())));
        }
    }

    /** A fraction of zero is not among them: 0.0 is a price, a share or a quality like any other. */
    private static boolean standsForAbsent(Object value, Class<?> type) {
        return (type == int.class || type == long.class) && ((Number) value).longValue() == 0;
    }

    private static List<Object> bindList(YamlNode node, ParameterizedType type, Place place) {
        if (!(node instanceof Sequence sequence)) {
            throw new ConfigException(place.problem(node.line(), "is a " + kindOf(node) + ", allowed: a list"));
        }
        List<Object> items = new ArrayList<>();
        for (YamlNode item : sequence.items()) {
            items.add(bindPresent(item, type.getActualTypeArguments()[0], place.item(items.size())));
        }
        return Collections.unmodifiableList(items);
    }

    private static Set<Object> bindSet(YamlNode node, ParameterizedType type, Place place) {
        List<Object> items = bindList(node, type, place);
        Set<Object> set = new LinkedHashSet<>();
        for (Object item : items) {
            if (!set.add(item)) {
                throw new ConfigException(place.problem(node.line(), "names '" + item + "' twice"));
            }
        }
        return Collections.unmodifiableSet(set);
    }

    private static Map<String, Object> bindMap(YamlNode node, ParameterizedType type, Place place) {
        if (type.getActualTypeArguments()[0] != String.class) {
            throw new IllegalStateException(type + " can't be a part of a configuration record: keys are text");
        }
        Map<String, Object> map = new LinkedHashMap<>();
        mapping(node, place, "a mapping")
                .forEach((key, value) ->
                        map.put(key, bindPresent(value, type.getActualTypeArguments()[1], place.key(key))));
        return Collections.unmodifiableMap(map);
    }

    private static Object bindPresent(YamlNode node, Type type, Place place) {
        Object value = bind(node, type, place);
        if (value == null) {
            throw new ConfigException(place.problem(node.line(), "has no value"));
        }
        return value;
    }

    private static Object bindRecord(YamlNode node, Class<?> type, Place place) {
        Map<String, RecordComponent> components = new LinkedHashMap<>();
        Arrays.stream(type.getRecordComponents()).forEach(component -> components.put(keyOf(component), component));
        String known = String.join(", ", components.keySet());
        Map<String, YamlNode> entries = mapping(node, place, "a mapping with the keys " + known);
        entries.forEach((key, value) -> {
            if (!components.containsKey(key)) {
                throw new ConfigException(place.key(key)
                        .problem(
                                value.line(),
                                "is an unknown key, allowed: " + known + Nearest.hint(key, components.keySet())));
            }
        });
        List<@Nullable Object> arguments = new ArrayList<>();
        components.forEach((key, component) -> {
            YamlNode value = entries.get(key);
            arguments.add(
                    value == null
                            ? absent(component.getType())
                            : bind(value, component.getGenericType(), place.key(key)));
        });
        return construct(node, type, arguments, place);
    }

    private static Object construct(YamlNode node, Class<?> type, List<@Nullable Object> arguments, Place place) {
        try {
            Class<?>[] types = Arrays.stream(type.getRecordComponents())
                    .map(RecordComponent::getType)
                    .toArray(Class<?>[]::new);
            Constructor<?> constructor = type.getDeclaredConstructor(types);
            constructor.setAccessible(true);
            return constructor.newInstance(arguments.toArray());
        } catch (InvocationTargetException e) {
            Throwable refusal = e.getCause();
            List<String> missing = missing(type, arguments);
            if (refusal instanceof NullPointerException && !missing.isEmpty()) {
                String lacks = missing.size() == 1 ? "lacks " : "lacks one of ";
                throw new ConfigException(place.problem(node.line(), lacks + String.join(", ", missing)));
            }
            if (refusal instanceof IllegalArgumentException) {
                throw new ConfigException(place.problem(node.line(), "can't be used: " + refusal.getMessage()));
            }
            throw new IllegalStateException("the constructor of " + type + " failed", refusal);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " can't be made: is its package open to this one?", e);
        }
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

    private static Map<String, YamlNode> mapping(YamlNode node, Place place, String allowed) {
        if (node instanceof Mapping mapping) {
            return mapping.entries();
        }
        // The value isn't told: it may be a secret in the wrong place.
        throw new ConfigException(place.problem(node.line(), "is a " + kindOf(node) + ", allowed: " + allowed));
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
