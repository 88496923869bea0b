package io.tieline.sim.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.NumericNode;
import java.math.BigDecimal;
import java.math.RoundingMode;
import org.jspecify.annotations.Nullable;

/** Numbers and texts that match a JSON schema. Pure. */
final class Scalars {
    private Scalars() {}

    /** A whole number from a schema, which Gemini's SDK writes as text. */
    static int bound(JsonNode schema, String key, int otherwise) {
        return schema.path(key).asInt(otherwise);
    }

    /** A text of the asked format and length. */
    static String text(JsonNode schema, String filler) {
        String text = switch (schema.path("format").asText()) {
            case "date-time" -> "2026-01-31T12:00:00Z";
            case "date" -> "2026-01-31";
            case "time" -> "12:00:00Z";
            case "duration" -> "PT1H";
            case "email" -> "someone@example.com";
            case "hostname" -> "example.com";
            case "uri", "uri-reference" -> "https://example.com/";
            case "uuid" -> "6f1c1f0e-7e1b-4c8e-9f0a-2b8f3c5d7e91";
            case "ipv4" -> "192.0.2.1";
            case "ipv6" -> "2001:db8::1";
            default -> filler;
        };
        int least = bound(schema, "minLength", 0);
        int most = bound(schema, "maxLength", Integer.MAX_VALUE);
        String padded = text.length() < least ? text + "x".repeat(least - text.length()) : text;
        return padded.substring(0, Math.min(padded.length(), most));
    }

    /** The number nearest to 1 that the bounds and {@code multipleOf} leave, by rounding up where they must. */
    static NumericNode number(JsonNode schema, boolean whole) {
        JsonNode step = schema.path("multipleOf");
        BigDecimal unit = step.isNumber() ? step.decimalValue() : BigDecimal.ONE;
        BigDecimal number = unit;
        BigDecimal least = limit(schema, "minimum", "exclusiveMinimum");
        BigDecimal most = limit(schema, "maximum", "exclusiveMaximum");
        if (least != null && number.compareTo(least) < 0) {
            number = onGrid(least, unit, RoundingMode.CEILING);
        }
        if (most != null && number.compareTo(most) > 0) {
            number = onGrid(most, unit, RoundingMode.FLOOR);
        }
        if (isAt(schema, "exclusiveMinimum", number)) {
            number = number.add(unit);
        }
        if (isAt(schema, "exclusiveMaximum", number)) {
            number = number.subtract(unit);
        }
        boolean outside =
                (least != null && number.compareTo(least) < 0) || (most != null && number.compareTo(most) > 0);
        if (outside && !whole && !step.isNumber() && least != null && most != null) {
            number = least.add(most).divide(BigDecimal.TWO, least.scale() + most.scale() + 2, RoundingMode.HALF_UP);
        }
        return whole
                ? JsonNodeFactory.instance.numberNode(number.longValue())
                : JsonNodeFactory.instance.numberNode(number.doubleValue());
    }

    private static @Nullable BigDecimal limit(JsonNode schema, String key, String exclusiveKey) {
        for (String each : new String[] {key, exclusiveKey}) {
            if (schema.path(each).isNumber()) {
                return schema.path(each).decimalValue();
            }
        }
        return null;
    }

    private static BigDecimal onGrid(BigDecimal value, BigDecimal unit, RoundingMode mode) {
        return value.divide(unit, 0, mode).multiply(unit);
    }

    private static boolean isAt(JsonNode schema, String key, BigDecimal number) {
        JsonNode bound = schema.path(key);
        return bound.isNumber() && bound.decimalValue().compareTo(number) == 0;
    }
}
