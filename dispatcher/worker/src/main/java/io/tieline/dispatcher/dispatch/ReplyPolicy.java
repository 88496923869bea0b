package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.Topics;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Where the replies of a tenant may go. The default reply topic is open to every tenant that has none of its own.
 *
 * @param tenantTopics reply topics by tenant
 */
public record ReplyPolicy(Map<String, Set<String>> tenantTopics) {
    public ReplyPolicy(@Nullable Map<String, Set<String>> tenantTopics) {
        this.tenantTopics = tenantTopics == null ? Map.of() : Map.copyOf(tenantTopics);
        this.tenantTopics.forEach((tenant, topics) -> {
            if (topics.isEmpty()) {
                throw new IllegalArgumentException("tenant '" + tenant + "' has an empty list of reply topics");
            }
        });
    }

    /** Topics that the tenant may name. */
    public Set<String> allowed(String tenant) {
        return tenantTopics.getOrDefault(tenant, Set.of(Topics.REPLIES.name()));
    }

    /** Where replies go that name no topic. */
    String defaultTopic(String tenant) {
        return new TreeSet<>(allowed(tenant)).first();
    }

    /** All topics that replies may go to. */
    public Set<String> all() {
        Set<String> all = new TreeSet<>(Set.of(Topics.REPLIES.name()));
        tenantTopics.values().forEach(all::addAll);
        return all;
    }
}
