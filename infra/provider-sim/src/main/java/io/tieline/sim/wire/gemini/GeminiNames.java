package io.tieline.sim.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;

/** Names of fields, which protobuf's JSON reader takes in two spellings: {@code toolConfig} and {@code tool_config}. */
final class GeminiNames {
    private GeminiNames() {}

    /** The field of that name, in the one spelling or the other. */
    static JsonNode either(JsonNode message, String camel) {
        return message.has(camel) ? message.path(camel) : message.path(snake(camel));
    }

    static String camel(String name) {
        StringBuilder camel = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            boolean lifts = name.charAt(i) == '_' && i > 0 && i + 1 < name.length();
            camel.append(lifts ? Character.toUpperCase(name.charAt(++i)) : name.charAt(i));
        }
        return camel.toString();
    }

    static String snake(String camel) {
        StringBuilder snake = new StringBuilder(camel.length() + 4);
        for (int i = 0; i < camel.length(); i++) {
            char c = camel.charAt(i);
            if (Character.isUpperCase(c)) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(c));
        }
        return snake.toString();
    }
}
