package io.tieline.dispatcher.provider;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A POST as it goes over the wire. Prints without its headers' values and its body, as those hold the key and the prompt.
 *
 * @param headers all but those of the transport
 * @param body JSON in UTF-8
 */
@SuppressWarnings("ArrayRecordComponent") // passed on once, never compared
record WireRequest(URI uri, Map<String, String> headers, byte[] body) {
    /**
     * Makes the request for a call.
     *
     * @param path from {@code /v1} or the like on; the endpoint's base URL stands before it
     * @param keyHeader header that carries the key, where there is one
     * @param keyPrefix what stands before the key there
     */
    static WireRequest of(WireCall call, String path, String keyHeader, String keyPrefix, byte[] body) {
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("x-client-request-id", headerSafe(call.request().getRequestId()));
        Secret secret = call.secret();
        if (secret != null) {
            headers.put(keyHeader, keyPrefix + secret.value());
        }
        return new WireRequest(join(call.endpoint().baseUrl(), path), headers, body);
    }

    WireRequest with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new WireRequest(uri, more, body);
    }

    /**
     * Appends a path. Many tools want base URLs with the version and others without it, so both are understood:
     * {@code https://host} and {@code https://host/v1} mean the same.
     */
    static URI join(URI base, String path) {
        String prefix = base.getRawPath() == null ? "" : base.getRawPath();
        while (prefix.endsWith("/")) {
            prefix = prefix.substring(0, prefix.length() - 1);
        }
        String version = path.substring(0, path.indexOf('/', 1));
        if (prefix.endsWith(version)) {
            prefix = prefix.substring(0, prefix.length() - version.length());
        }
        return URI.create(base.getScheme() + "://" + base.getRawAuthority() + prefix + path);
    }

    /** Request ids are the callers' own, and a line break among them must not become a header. */
    private static String headerSafe(String requestId) {
        return requestId.chars().allMatch(c -> c > ' ' && c < 0x7f)
                ? requestId
                : URLEncoder.encode(requestId, StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return "POST " + uri + " " + headers.keySet() + ", " + body.length + " bytes";
    }
}
