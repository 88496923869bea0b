package io.tieline.gateway.http;

import io.tieline.gateway.own.OwnErrors;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** The description of the native API, for people and generators. */
final class Description {
    private static final String FILE = "openapi.yaml";

    private Description() {}

    static Result asAnswer() throws IOException {
        try (InputStream file = OwnErrors.class.getResourceAsStream(FILE)) {
            if (file == null) {
                throw new IllegalStateException(FILE + " is missing beside the native API");
            }
            return Result.text(
                    200, "application/yaml", new String(file.readAllBytes(), StandardCharsets.UTF_8), Map.of());
        }
    }
}
