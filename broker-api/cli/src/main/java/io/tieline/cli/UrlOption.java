package io.tieline.cli;

import java.net.URI;
import java.util.List;

/** Addresses of services that commands ask. */
final class UrlOption {
    private UrlOption() {}

    /**
     * Looks whether {@code --url} names somebody who can be asked.
     *
     * @throws IllegalArgumentException if not, with the example
     */
    static void require(URI url, String example) {
        if (url.getHost() == null || !List.of("http", "https").contains(url.getScheme())) {
            throw new IllegalArgumentException("--url is " + url + ", allowed: such as " + example);
        }
    }
}
