package io.tieline.platform;

import java.net.URI;

/**
 * How the schema registry is reached.
 *
 * @param url address of its own API, such as {@code http://127.0.0.1:8081/apis/registry/v3}
 */
public record RegistryConnection(URI url) {
    public RegistryConnection {
        boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!http || url.getHost() == null || !url.getPath().endsWith("/apis/registry/v3")) {
            throw new IllegalArgumentException(
                    "url is '" + url + "', allowed: an address such as http://127.0.0.1:8081/apis/registry/v3");
        }
    }
}
