package io.tieline.routing;

import java.net.URI;
import org.jspecify.annotations.Nullable;

/** What the address of an endpoint may be like. */
final class BaseUrl {
    static final String ALLOWED = "an address with http or https and a host, and at most a path";

    private BaseUrl() {}

    static boolean isUsable(@Nullable URI url) {
        return url != null
                && url.getHost() != null
                && ("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                && url.getRawUserInfo() == null
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
    }

    /** As messages tell it: without what may be a key. */
    static @Nullable String told(@Nullable URI url) {
        return url == null
                ? null
                : url.toString().replaceFirst("//[^/]*@", "//…@").replaceFirst("[?#].*", "?…");
    }
}
