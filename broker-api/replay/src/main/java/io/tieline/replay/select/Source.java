package io.tieline.replay.select;

import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Where requests are chosen from. */
public enum Source {
    /** Those that ended without an answer. */
    DEAD_LETTERS("dead-letters", Topics.DEAD_LETTERS),
    /** All that were published to the interactive lane. */
    INTERACTIVE("interactive", Topics.REQUESTS_INTERACTIVE),
    /** All that were published to the batch lane. */
    BATCH("batch", Topics.REQUESTS_BATCH);

    private final String word;
    private final String topicName;

    Source(String word, Topic<?> topic) {
        this.word = word;
        this.topicName = topic.name();
    }

    /** As people write it. */
    public String word() {
        return word;
    }

    public String topicName() {
        return topicName;
    }

    static List<String> words() {
        return Arrays.stream(values()).map(Source::word).toList();
    }

    /** The source of this word; empty where there is none. */
    public static Optional<Source> of(String word) {
        return Arrays.stream(values()).filter(each -> each.word.equals(word)).findFirst();
    }
}
