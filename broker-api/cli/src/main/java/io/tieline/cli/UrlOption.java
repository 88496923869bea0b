package io.tieline.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/** Addresses of services that commands ask. */
final class UrlOption {
    private UrlOption() {}

    /** What is no address at all. */
    static URI parse(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException _) {
            throw new TypeConversionException("'" + text + "' is no address: write such as http://127.0.0.1:8080");
        }
    }

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
