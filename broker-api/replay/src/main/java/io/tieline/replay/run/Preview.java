package io.tieline.replay.run;

import io.tieline.platform.KafkaConnection;
import io.tieline.replay.select.Found;
import io.tieline.replay.select.Reader;
import io.tieline.replay.select.Reader.Range;
import io.tieline.replay.select.Selection;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Plan;
import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a replay would do, without doing it.
 *
 * @param selected requests that the selection finds
 * @param published those that would be run again
 * @param inputTokens what they are estimated to take
 * @param mostOutputTokens what they may generate at most
 * @param mostMicroUsd what they may cost at most, by the prices of whom each would go to first; millionths of a US dollar
 * @param targets how many would go to each endpoint first, were all of them up
 * @param refusals why some can't be run again, a few of them
 */
public record Preview(
        long selected,
        long published,
        long skippedAnswered,
        long skippedOpen,
        long quarantined,
        long refused,
        long inputTokens,
        long mostOutputTokens,
        long mostMicroUsd,
        Map<String, Long> targets,
        List<String> refusals) {
    private static final int MOST_REFUSALS = 10;

    public Preview {
        targets = new TreeMap<>(targets);
        refusals = List.copyOf(refusals);
    }

    /**
     * Reads what the replay would read.
     *
     * @param replays all that there are
     */
    public static Preview of(
            Replay replay,
            Catalogue catalogue,
            KafkaConnection kafka,
            AvroSerdes serdes,
            Collection<String> replyTopics,
            Collection<Replay> replays,
            Instant now) {
        Selection selection = Selection.parse(replay.getSelection());
        try (Reader reader = Reader.open(kafka, serdes)) {
            Range range = reader.range(
                    selection.source().topicName(), selection.filter().from());
            SkipIndex index = new Lookup(reader, replyTopics, () -> {})
                    .index(replay, range, KafkaReplayDesk.firstPublished(replays));
            Sum sum = new Sum(replay, new Again(replay, catalogue), index, now);
            reader.read(
                    range,
                    record -> reader.found(selection.source(), record)
                            .filter(selection.filter()::takes)
                            .ifPresent(sum::add),
                    () -> {});
            return sum.preview();
        }
    }

    /** Adds up. */
    private static final class Sum {
        private final Replay replay;
        private final Again again;
        private final SkipIndex index;
        private final Instant now;
        private final Map<String, Long> targets = new TreeMap<>();
        private final List<String> refusals = new ArrayList<>();
        private long selected;
        private long published;
        private long answered;
        private long open;
        private long quarantined;
        private long refused;
        private long input;
        private long output;
        private long cost;

        Sum(Replay replay, Again again, SkipIndex index, Instant now) {
            this.replay = replay;
            this.again = again;
            this.index = index;
            this.now = now;
        }

        void add(Found found) {
            selected++;
            switch (index.verdict(found, replay.getAnsweredToo(), replay.getMaxGeneration())) {
                case SkipIndex.Verdict.Answered _ -> answered++;
                case SkipIndex.Verdict.Open _ -> open++;
                case SkipIndex.Verdict.Quarantined _ -> quarantined++;
                case SkipIndex.Verdict.Publish(int generation) -> add(again.of(found, generation, now));
            }
        }

        private void add(Again.Result result) {
            switch (result) {
                case Again.Result.Refused(String why) -> {
                    refused++;
                    if (refusals.size() < MOST_REFUSALS) {
                        refusals.add(why);
                    }
                }
                case Again.Result.Made(InferenceRequest request, Plan plan) -> {
                    index.published(request);
                    published++;
                    Plan.Candidate first = plan.candidates().getFirst();
                    Endpoint endpoint = first.endpoint();
                    targets.merge(endpoint.id(), 1L, Long::sum);
                    input += plan.ask().inputTokens();
                    output += plan.ask().outputTokensAt(endpoint);
                    cost += first.estimateMicroUsd();
                }
            }
        }

        Preview preview() {
            return new Preview(
                    selected, published, answered, open, quarantined, refused, input, output, cost, targets, refusals);
        }
    }
}
