package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.Topics;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Where the replies of a tenant may go. The default reply topic is open to every tenant that has none of its own.
 *
 * @param tenantTopics reply topics by tenant
 */
public record ReplyPolicy(Map<String, Set<String>> tenantTopics) {
    public ReplyPolicy(@Nullable Map<String, Set<String>> tenantTopics) {
        this.tenantTopics = tenantTopics == null
                ? Map.of()
                : tenantTopics.entrySet().stream()
                        .collect(Collectors.toUnmodifiableMap(
                                Map.Entry::getKey, entry -> topics(entry.getKey(), entry.getValue())));
    }

    private static Set<String> topics(String tenant, @Nullable Set<String> topics) {
        if (topics == null || topics.isEmpty()) {
            throw new IllegalArgumentException(
                    "reply-topics of tenant '" + tenant + "' is '" + topics + "', allowed: one topic or more");
        }
        return Set.copyOf(topics);
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
