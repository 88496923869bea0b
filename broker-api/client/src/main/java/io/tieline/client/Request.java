package io.tieline.client;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ReplyTo;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One request to a model. What can be checked without knowing the broker and the time was checked when it was built.
 * Immutable.
 *
 * <pre>{@code
 * Request.ofText("summarize", text)
 *
 * Request.on("summarize").system("Be brief.").user(text).lane(Lane.BATCH).build()
 *
 * Request.on("describe")
 *         .user(Content.text("What is this?"), Content.image(bytes, "image/png"))
 *         .jsonSchema(schema)
 *         .jurisdictions(List.of("eu"))
 *         .maxCallUsd(new BigDecimal("0.02"))
 *         .build()
 *
 * Request.embeddings("vectors", texts).build()
 * }</pre>
 */
public final class Request {
    private final Lane lane;
    private final @Nullable Instant deadline;
    /** Complete but for what the client adds: tenant, times and the place for the reply. */
    private final InferenceRequest.Builder template;

    Request(Lane lane, @Nullable Instant deadline, InferenceRequest.Builder template) {
        this.lane = lane;
        this.deadline = deadline;
        this.template = template;
    }

    /** A request with one message of the user, on the interactive lane. */
    public static Request ofText(String route, String text) {
        return on(route).user(text).build();
    }

    /**
     * Starts a request for an answer.
     *
     * @param route a named policy of the catalogue, such as {@code summarize}, or a model name
     */
    public static ChatBuilder on(String route) {
        return new ChatBuilder(route);
    }

    /**
     * Starts a request for a vector for each of the inputs.
     *
     * @param route a named policy of the catalogue, or a model name
     * @param inputs texts, at least one, none of them blank
     */
    public static EmbeddingsBuilder embeddings(String route, List<String> inputs) {
        return new EmbeddingsBuilder(route, inputs);
    }

    /** A new id, in which the time is told, so that the reply can be found fast by it. */
    public static String newId() {
        return RequestIds.next(Instant.now(), RequestBuilder.RANDOM);
    }

    /** When an id was made, to the millisecond; empty where it doesn't tell, for it is a caller's own. */
    public static Optional<Instant> madeAt(String id) {
        return RequestIds.timeOf(id);
    }

    /** Unique id; by it alone the reply can be found later. */
    public String requestId() {
        return template.getRequestId();
    }

    /** How urgent it is. */
    public Lane lane() {
        return lane;
    }

    /** When the answer is of no use any more; empty: the client's default applies from the moment of submission. */
    public Optional<Instant> deadline() {
        return Optional.ofNullable(deadline);
    }

    /** The record to be published at this moment; checks the deadline. */
    InferenceRequest toRecord(ClientConfig config, ReplyTo replyTo, Instant now) {
        Instant end = deadline().orElseGet(() -> now.plus(config.defaultDeadline()));
        RecordChecks.checkDeadline(end, now);
        return InferenceRequest.newBuilder(template)
                .setTenant(config.tenant())
                .setCreatedAt(now)
                .setDeadline(end)
                .setReplyTo(replyTo)
                .build();
    }
}
