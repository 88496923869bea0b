package io.tieline.health.stream;

import io.tieline.health.spend.Spending;
import io.tieline.health.state.AttemptRules;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Spend;
import java.time.Instant;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;

/** Makes an attempt the parts of the sums that it belongs to. What can't be read is told of and left out. */
final class SpendingProcessor extends ContextualProcessor<byte[], byte[], String, Spend> {
    private final SpendCodecs codecs;
    private final Counters counters;
    private final Complaints complaints = new Complaints("an attempt can't be read; its cost is left out");

    SpendingProcessor(SpendCodecs codecs, Counters counters) {
        this.codecs = codecs;
        this.counters = counters;
    }

    @Override
    public void process(Record<byte[], byte[]> received) {
        switch (codecs.attempts().apply(received.value())) {
            case Decoded.Value<Attempt>(Attempt attempt) -> take(attempt, received);
            case Decoded.Undecodable<Attempt>(String reason) -> leaveOut(reason);
            // Left out, it would be missing from the sums for ever. Nothing is lost by waiting.
            case Decoded.RegistryAway<Attempt>(String reason) ->
                throw new IllegalStateException("an attempt waits for the registry: " + reason);
        }
    }

    private void take(Attempt attempt, Record<byte[], byte[]> received) {
        Instant writtenAt = Instant.ofEpochMilli(received.timestamp());
        AttemptRules.problem(attempt)
                .or(() -> Spending.problem(attempt, writtenAt))
                .ifPresentOrElse(this::leaveOut, () -> {
                    counters.priced.increment();
                    Spending.of(attempt, writtenAt)
                            .forEach(part -> context()
                                    .forward(
                                            received.withKey(Spending.key(part)).withValue(part)));
                });
    }

    private void leaveOut(String reason) {
        counters.unpriced.increment();
        complaints.about(context(), reason, counters.unpriced.sum());
    }
}
