package io.tieline.schemas;

/**
 * An id that a tenant chose for one of its requests or jobs. Another tenant may have chosen the same.
 *
 * @param tenant whose it is
 * @param id unique among what the tenant has
 */
public record OwnedId(String tenant, String id) {
    /**
     * Key of the records about it: tenant and id with a slash between them. A slash in the tenant's name is written as
     * {@code %2F}, and a per cent sign as {@code %25}, so that no two of them have the same key.
     */
    public String key() {
        return tenant.replace("%", "%25").replace("/", "%2F") + "/" + id;
    }
}
