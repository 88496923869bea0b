package io.tieline.cli;

import io.tieline.dev.Stack;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which gateway is asked, and by whom. */
final class GatewayOptions {
    static final String USUAL = "http://127.0.0.1:8080";

    private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");

    /** As the SDKs of OpenAI want it. */
    private static final Pattern V1 = Pattern.compile("/v1/*$");

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = USUAL,
            description = "Where a gateway answers.%nDefault: ${DEFAULT-VALUE}.")
    private URI url = URI.create(USUAL);

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            description =
                    "File that holds the API key. Default: the key in $TIELINE_API_KEY, else 'dev' for a gateway on"
                            + " this machine, which is what that of 'tieline up' takes.")
    private @Nullable Path keyFile;

    /** Asks nobody yet. */
    GatewayClient client() {
        UrlOption.require(url, USUAL);
        if (V1.matcher(url.toString()).find()) {
            throw new IllegalArgumentException("--url is " + url + ", allowed: the same without /v1");
        }
        return new GatewayClient(url, key(keyFile, System.getenv("TIELINE_API_KEY"), url));
    }

    /** The same choice for another command line; empty where that makes it by itself. */
    String again() {
        return (url.equals(URI.create(USUAL)) ? "" : " --url " + url)
                + (keyFile == null ? "" : " --key-file " + keyFile);
    }

    /** The first that is there of the file's, the variable's, and the one that everybody knows. */
    static String key(@Nullable Path file, @Nullable String variable, URI url) {
        if (file != null) {
            return requireKey(read(file), "--key-file is " + file + ": what it holds");
        }
        if (variable != null && !variable.isBlank()) {
            return requireKey(variable.strip(), "TIELINE_API_KEY");
        }
        if (HERE.contains(url.getHost())) {
            return Stack.KEY;
        }
        throw new IllegalArgumentException("the gateway at " + url
                + " wants an API key: name the file that holds it with --key-file, or set TIELINE_API_KEY");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException e) {
            throw new IllegalArgumentException("--key-file is " + file + ": " + Failures.reason(e), e);
        }
    }

    /** The value isn't told: it is perhaps a key but for its end of line. */
    private static String requireKey(String key, String where) {
        if (!key.matches("[!-~]+")) {
            throw new IllegalArgumentException(
                    where + " is no key, allowed: signs of ASCII without spaces, in one line");
        }
        return key;
    }
}
