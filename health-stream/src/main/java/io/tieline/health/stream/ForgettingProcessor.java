package io.tieline.health.stream;

import io.tieline.health.spend.Keeping;
import io.tieline.schemas.avro.Spend;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.TimestampedKeyValueStore;
import org.apache.kafka.streams.state.ValueAndTimestamp;

/** Passes the sums on, and takes those out of the store that nobody needs any more: a tombstone follows by itself. */
final class ForgettingProcessor extends ContextualProcessor<String, Spend, String, Spend> {
    static final Duration INTERVAL = Duration.ofHours(1);

    @Override
    public void init(ProcessorContext<String, Spend> context) {
        super.init(context);
        context.schedule(
                INTERVAL, PunctuationType.WALL_CLOCK_TIME, timestamp -> forget(Instant.ofEpochMilli(timestamp)));
    }

    @Override
    public void process(Record<String, Spend> sum) {
        context().forward(sum);
    }

    private void forget(Instant now) {
        TimestampedKeyValueStore<String, Spend> sums = context().getStateStore(SpendTopology.STORE);
        List<String> over = new ArrayList<>();
        try (KeyValueIterator<String, ValueAndTimestamp<Spend>> all = sums.all()) {
            while (all.hasNext()) {
                KeyValue<String, ValueAndTimestamp<Spend>> each = all.next();
                if (Keeping.isOver(each.value.value(), now)) {
                    over.add(each.key);
                }
            }
        }
        over.forEach(sums::delete);
    }
}
