package io.tieline.health.state;

/** Keys of the health table. Endpoints stand under their own names, none of which begins with '#'. */
final class HealthKeys {
    private static final String PROVIDER = "#provider/";
    private static final String DOMAIN = "#domain/";

    private HealthKeys() {}

    static String provider(String name) {
        return PROVIDER + name;
    }

    static String domain(String name) {
        return DOMAIN + name;
    }

    /** Whether it is the key of a provider or a failure domain, or looks like one. */
    static boolean isGroup(String key) {
        return key.startsWith("#");
    }

    static boolean isProvider(String key) {
        return key.startsWith(PROVIDER);
    }

    /** Name of the provider or failure domain that a key stands for. */
    static String name(String key) {
        return key.substring(isProvider(key) ? PROVIDER.length() : DOMAIN.length());
    }
}
