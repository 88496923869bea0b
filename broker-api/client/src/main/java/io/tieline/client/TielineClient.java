package io.tieline.client;

import io.tieline.schemas.AvroSerdes;
import io.tieline.schemas.Decoded;
import io.tieline.schemas.OwnedId;
import io.tieline.schemas.Topic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Cancellation;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ReplyTo;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A service's way to the broker: submits requests and gets their replies. Thread-safe; one per process is enough.
 *
 * <p>A request counts as submitted once Kafka has acknowledged it, and from then on it gets a reply whatever becomes of
 * this client. Broken connections come back by themselves.
 */
public final class TielineClient implements AutoCloseable {
    /** How long after its deadline the broker's word on a request is waited for. */
    static final Duration GRACE = Duration.ofSeconds(30);

    private final ClientConfig config;
    private final AvroSerdes serdes;
    private final InstantSource clock = InstantSource.system();
    private final WaitingReplies waiting = new WaitingReplies();
    private final Topic<InferenceReply> replies;
    private final RequestPublisher publisher;
    private final ReplyTo replyTo;
    private final ReplyLoop listener;
    private @Nullable ReplySearch search;
    private volatile boolean closed;

    private TielineClient(ClientConfig config, AvroSerdes serdes, OwnPartition own, RequestPublisher publisher) {
        this.config = config;
        this.serdes = serdes;
        this.replies = Topics.REPLIES.named(config.replyTopic());
        this.publisher = publisher;
        this.replyTo = own.replyTo();
        String name = "tieline-replies-" + config.clientId();
        this.listener = ReplyLoop.start(name, own.consumer(), waiting, this::decode, () -> true);
    }

    /**
     * Connects to Kafka and the registry, and waits up to 30 s for each of them. From then on replies to this client's
     * requests can't be missed.
     *
     * @throws io.tieline.schemas.RegistryException if the registry is away or lacks the schemas
     * @throws org.apache.kafka.common.KafkaException if Kafka is away or refuses
     * @throws IllegalStateException if a topic doesn't exist
     */
    public static TielineClient connect(ClientConfig config) {
        AvroSerdes serdes = AvroSerdes.connect(config.registryUrl());
        serdes.warmUp(KafkaSettings.PATIENCE);
        OwnPartition own = OwnPartition.assign(config);
        try {
            return new TielineClient(config, serdes, own, RequestPublisher.open(config, serdes));
        } catch (RuntimeException e) {
            own.consumer().close();
            throw e;
        }
    }

    /**
     * Submits a request. Waits for Kafka only where its producer's buffer is full, or its brokers are away: 30 s at most.
     *
     * @return its reply, whatever the outcome; fails only with {@link NoReplyException}. Dependents run in the common
     *     pool unless they name another executor
     * @throws IllegalArgumentException if the request can't be submitted: names the field, its value and what is allowed
     * @throws IllegalStateException if the client is closed
     */
    public CompletableFuture<Reply> submit(Request request) {
        checkOpen();
        return publish(request.lane(), request.toRecord(config, replyTo, clock.instant()))
                .reply();
    }

    /**
     * Submits a request as it is, for services that act for several tenants. Only the place of the reply is set here, to
     * this client's; id, tenant, route and times are the caller's to set ({@link Request#newId} makes ids). Waits for Kafka
     * as {@link #submit(Request)} does.
     *
     * @return what becomes of it
     * @throws IllegalArgumentException if the request can't be submitted: names the field, its value and what is allowed
     * @throws IllegalStateException if the client is closed
     */
    public Submitted submit(Lane lane, InferenceRequest request) {
        checkOpen();
        RecordChecks.check(request, clock.instant());
        return publish(
                lane, InferenceRequest.newBuilder(request).setReplyTo(replyTo).build());
    }

    private Submitted publish(Lane lane, InferenceRequest record) {
        byte[] value = publisher.encode(lane, record);
        String id = record.getRequestId();
        Instant deadline = record.getDeadline();
        CompletableFuture<Reply> reply = waiting.add(
                id,
                deadline.plus(GRACE),
                () -> NoReplyException.overdue(id, deadline, GRACE),
                answer -> isTo(record.getTenant(), answer));
        CompletableFuture<Void> acknowledged = publisher
                .publish(lane, id, value)
                .whenComplete((nothing, failure) -> {
                    if (failure instanceof NoReplyException noReply) {
                        waiting.fail(id, noReply);
                    }
                });
        if (closed) {
            waiting.fail(id, NoReplyException.closed(id));
        }
        // What callers hang on it must not hold up the producer.
        return new Submitted(acknowledged.thenApplyAsync(Function.identity()), reply);
    }

    /** Where the broker couldn't read a request, it doesn't know whose it was. */
    private static boolean isTo(String tenant, Reply answer) {
        String told = answer.record().getTenant();
        return told.isEmpty() || told.equals(tenant);
    }

    /**
     * Submits many requests and waits for all replies; at most {@code maxOutstanding} wait at a time. A stream is
     * submitted as {@code stream::iterator}.
     *
     * @param onReply gets each reply in this thread, in the order in which they come; what it throws ends the call
     * @throws InterruptedException if the thread is interrupted; what was submitted by then is answered all the same and
     *     can be awaited by id
     * @throws IllegalStateException if the client is closed
     */
    public BatchSummary submitAll(Iterable<Request> requests, Consumer<Reply> onReply) throws InterruptedException {
        return new BatchRun(this::submit, config.maxOutstanding(), onReply).run(requests);
    }

    /** The reply to a request of this or another client, however long it takes; see {@link #awaitAll}. */
    public CompletableFuture<Reply> await(String requestId) {
        return find(List.of(requestId), Instant.MAX).values().iterator().next();
    }

    /** The reply to a request of this or another client; see {@link #awaitAll}. */
    public CompletableFuture<Reply> await(String requestId, Duration timeout) {
        return awaitAll(List.of(requestId), timeout).values().iterator().next();
    }

    /**
     * The replies to requests of this or another client, found by their ids alone: the way to go on after a restart. The
     * reply topic is read once for all of them, from the time in the oldest id; from its beginning where an id is no UUID
     * of version 7.
     *
     * @return for each id its reply; fails only with {@link NoReplyException}
     * @throws IllegalStateException if the client is closed
     */
    public Map<String, CompletableFuture<Reply>> awaitAll(Collection<String> requestIds, Duration timeout) {
        return find(requestIds, clock.instant().plus(timeout));
    }

    private synchronized Map<String, CompletableFuture<Reply>> find(Collection<String> requestIds, Instant giveUpAt) {
        checkOpen();
        if (search == null) {
            search = new ReplySearch(config, this::decode);
        }
        return search.find(requestIds, giveUpAt);
    }

    /**
     * Asks the broker to stop working on a request of this client's tenant. The request still ends with a reply: cancelled, or
     * how it ended before. Waits for Kafka only where {@link #submit} would.
     *
     * @param reason why, in words; may be empty
     * @return done when Kafka has acknowledged; fails with Kafka's exception
     * @throws IllegalArgumentException if the id can't be one
     * @throws IllegalStateException if the client is closed
     */
    public CompletableFuture<Void> cancel(String requestId, String reason) {
        return cancel(new OwnedId(config.tenant(), RequestBuilder.requireId("requestId", requestId)), reason);
    }

    /**
     * Asks the broker to stop working on every request of a job, also on those that are submitted later: a cancelled job's
     * id is of no more use. Otherwise as {@link #cancel}.
     */
    public CompletableFuture<Void> cancelJob(String jobId, String reason) {
        return cancel(new OwnedId(config.tenant(), RequestBuilder.requireId("jobId", jobId)), reason);
    }

    /** The same for a request or a job of any tenant: for services that act on behalf of several. */
    public CompletableFuture<Void> cancel(OwnedId requestOrJob, String reason) {
        checkOpen();
        return publisher.cancel(new Cancellation(requestOrJob.id(), clock.instant(), reason, requestOrJob.tenant()));
    }

    /** How many requests of this client wait for their replies. */
    public int outstanding() {
        return waiting.size();
    }

    /**
     * Waits until Kafka has what was submitted, 30 s at most, and fails what still waits for a reply: those replies can
     * be awaited by id later. Closing twice does nothing.
     */
    @Override
    public void close() {
        closed = true;
        publisher.close();
        listener.close();
        waiting.failAll(NoReplyException::closed);
        synchronized (this) {
            if (search != null) {
                search.close();
            }
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("The client " + config.clientId() + " is closed");
        }
    }

    private Reply decode(String requestId, byte @Nullable [] value) {
        Decoded<InferenceReply> decoded = serdes.decode(replies, value);
        if (decoded instanceof Decoded.Value<InferenceReply> reply) {
            return new Reply(reply.value());
        }
        String reason = decoded instanceof Decoded.RegistryAway<InferenceReply> away
                ? away.reason()
                : ((Decoded.Undecodable<InferenceReply>) decoded).reason();
        throw NoReplyException.unreadable(requestId, reason);
    }
}
