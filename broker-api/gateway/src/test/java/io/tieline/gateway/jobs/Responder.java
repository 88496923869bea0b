package io.tieline.gateway.jobs;

import io.tieline.gateway.words.Records;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Outcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * A broker of a few lines: completes every request that comes from now on. As many as it may; the rest waits for
 * {@link #answerTheRest}.
 */
final class Responder implements AutoCloseable {
    private final JobScene scene;
    private final Consumer<String, byte[]> consumer;
    private final Producer<String, byte[]> producer;
    private final List<InferenceRequest> held = new ArrayList<>();
    private final AtomicReference<@Nullable Outcome> rest = new AtomicReference<>();
    private final Thread thread = new Thread(this::run, "responder");
    private int allowed;
    private volatile boolean closed;

    Responder(JobScene scene, int allowed) {
        this.scene = scene;
        this.allowed = allowed;
        this.consumer = scene.clients().reading();
        this.producer = scene.clients().commanding();
        Map<TopicPartition, Long> ends = JobScene.fromTheStart(consumer, Topics.REQUESTS_BATCH.name());
        ends.forEach(consumer::seek);
        thread.start();
    }

    /** What is held, and what still comes, ends so. */
    void answerTheRest(Outcome outcome) {
        rest.set(outcome);
    }

    private void run() {
        while (!closed) {
            for (ConsumerRecord<String, byte[]> record : consumer.poll(Duration.ofMillis(20))) {
                held.add(scene.avro.own(Topics.REQUESTS_BATCH, record.value()));
            }
            while (!held.isEmpty() && allowed > 0) {
                allowed = allowed - 1;
                answer(held.removeFirst(), Outcome.COMPLETED);
            }
            Outcome outcome = rest.get();
            if (outcome != null) {
                held.forEach(request -> answer(request, outcome));
                held.clear();
            }
        }
    }

    private void answer(InferenceRequest request, Outcome outcome) {
        InferenceReply reply = Records.replyTo(request, outcome).build();
        var _ = producer.send(new ProducerRecord<>(
                Topics.REPLIES.name(), reply.getRequestId(), scene.avro.encode(Topics.REPLIES, reply)));
    }

    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        consumer.close();
        producer.close();
    }
}
