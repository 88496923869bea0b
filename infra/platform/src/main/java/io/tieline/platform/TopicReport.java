package io.tieline.platform;

import java.util.List;

/**
 * What the setup found or did about one topic.
 *
 * @param name name of the topic
 */
public record TopicReport(String name, State state) {
    /** How it stands with the topic. */
    public sealed interface State {}

    /** It wasn't there and is now. */
    public record Created() implements State {}

    /** It is there, as it should be. */
    public record Exists() implements State {}

    /**
     * It is there, but not as it should be; nothing was changed.
     *
     * @param details each difference in words, such as "partitions is 4, should be 8"
     */
    public record Differs(List<String> details) implements State {
        public Differs {
            details = List.copyOf(details);
        }
    }
}
