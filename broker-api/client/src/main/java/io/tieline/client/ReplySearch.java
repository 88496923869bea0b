package io.tieline.client;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Looks for replies by the ids of their requests alone. One consumer reads all partitions of the reply topic for all
 * that are looked for together; a new search takes it back to where that one has to begin, and what it then reads again
 * costs no more than the look at a key. Thread-safe.
 */
final class ReplySearch implements AutoCloseable {
    /** A reply is never older than its request, but clocks differ. */
    static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    private static final Duration IDLE_WAIT = Duration.ofSeconds(1);

    private final String replyTopic;
    private final Consumer<String, byte[]> consumer;
    private final WaitingReplies waiting = new WaitingReplies();
    private final BlockingQueue<Instant> starts = new LinkedBlockingQueue<>();
    private final ReplyLoop loop;

    // Touched by the loop's thread only.
    private boolean positioned;
    private @Nullable Instant rewindTo;

    ReplySearch(ClientConfig config, ReplyLoop.Decoder decoder) {
        this.replyTopic = config.replyTopic();
        this.consumer = KafkaSettings.consumer(config, "search");
        this.loop = ReplyLoop.start("tieline-search-" + config.clientId(), consumer, waiting, decoder, this::ready);
    }

    /** Looks for all these until the given time; one scan serves all. */
    Map<String, CompletableFuture<Reply>> find(Collection<String> requestIds, Instant giveUpAt) {
        Map<String, CompletableFuture<Reply>> found = new LinkedHashMap<>();
        for (String id : requestIds) {
            found.put(id, waiting.join(id, giveUpAt, () -> NoReplyException.notFound(id, replyTopic)));
        }
        // After they have joined: the loop must not pass a reply that nobody waits for yet.
        requestIds.stream().map(ReplySearch::startOf).min(Instant::compareTo).ifPresent(starts::add);
        return found;
    }

    private static Instant startOf(String requestId) {
        return RequestIds.timeOf(requestId).map(made -> made.minus(CLOCK_SKEW)).orElse(Instant.EPOCH);
    }

    private boolean ready() throws InterruptedException {
        positioned &= !waiting.isEmpty();
        List<Instant> asked = new ArrayList<>();
        if (!positioned && rewindTo == null) {
            Instant first = starts.poll(IDLE_WAIT.toMillis(), TimeUnit.MILLISECONDS);
            if (first == null) {
                return false;
            }
            asked.add(first);
        }
        starts.drainTo(asked);
        if (rewindTo != null) {
            asked.add(rewindTo);
        }
        if (!asked.isEmpty()) {
            // Kept until it has succeeded: Kafka may be away.
            rewindTo = Collections.min(asked);
            rewind(rewindTo);
            rewindTo = null;
        }
        return true;
    }

    private void rewind(Instant start) {
        List<TopicPartition> partitions = consumer.partitionsFor(replyTopic, KafkaSettings.PATIENCE).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        // The ends first: a reply that arrives between the two calls lies behind them.
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions, KafkaSettings.PATIENCE);
        Map<TopicPartition, Long> times =
                partitions.stream().collect(Collectors.toMap(Function.identity(), partition -> start.toEpochMilli()));
        Map<TopicPartition, OffsetAndTimestamp> atTime = consumer.offsetsForTimes(times, KafkaSettings.PATIENCE);
        Map<TopicPartition, Long> targets = new LinkedHashMap<>(ends);
        atTime.forEach((partition, offset) -> {
            if (offset != null) {
                targets.put(partition, offset.offset());
            }
        });
        if (positioned) {
            targets.replaceAll((partition, target) -> Math.min(target, consumer.position(partition)));
        } else {
            consumer.assign(partitions);
        }
        targets.forEach(consumer::seek);
        positioned = true;
    }

    @Override
    public void close() {
        loop.close();
        waiting.failAll(NoReplyException::closed);
    }
}
