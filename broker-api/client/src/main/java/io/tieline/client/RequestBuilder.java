package io.tieline.client;

import static io.tieline.client.Checks.check;

import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.QualityTier;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Collects what requests of every kind may say. Each setting is checked when it is made; a wrong one throws
 * {@link IllegalArgumentException}, which names the field, its value and what is allowed. Not thread-safe.
 *
 * @param <B> the builder itself
 */
public abstract sealed class RequestBuilder<B extends RequestBuilder<B>> permits ChatBuilder, EmbeddingsBuilder {
    static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_ID = 200;
    private static final int MICRO_DIGITS = 6;

    private final InferenceRequest.Builder template = InferenceRequest.newBuilder();
    private final Map<String, String> vendorFields = new HashMap<>();
    private Lane lane = Lane.INTERACTIVE;
    private @Nullable Instant deadline;

    RequestBuilder(String route) {
        check(!route.isBlank(), "route", route, "a name");
        template.setRoute(route);
    }

    /** This. */
    abstract B self();

    /** Adds what only all settings together tell, and checks how they go together. */
    abstract void complete(InferenceRequest.Builder request);

    final InferenceRequest.Builder template() {
        return template;
    }

    /** Default: interactive. */
    public final B lane(Lane newLane) {
        lane = newLane;
        return self();
    }

    /**
     * After this instant the request ends as expired; 14 days from submission at most. Default: that of the client, from
     * the moment of submission.
     */
    public final B deadline(Instant newDeadline) {
        deadline = newDeadline;
        return self();
    }

    /** Own id, 1 to 200 characters; a second request with the same id is the same request. Default: a new one. */
    public final B requestId(String id) {
        template.setRequestId(requireId("requestId", id));
        return self();
    }

    /**
     * The batch that this request belongs to, 1 to 200 characters. Its answers keep to one family of models as far as the
     * route wants it, and it can be cancelled as one; after that its id is of no more use. Default: none.
     */
    public final B jobId(String id) {
        template.setJobId(requireId("jobId", id));
        return self();
    }

    static String requireId(String field, String id) {
        check(!id.isBlank() && id.length() <= LONGEST_ID, field, id, "1 to " + LONGEST_ID + " characters");
        return id;
    }

    /** Most provider calls for this request over retries and fallbacks, 1 or more. Default: that of the broker. */
    public final B maxAttempts(int attempts) {
        check(attempts >= 1, "maxAttempts", attempts, "1 or more");
        template.setMaxAttempts(attempts);
        return self();
    }

    /** Labels of the caller's own, returned with the reply and never sent to a provider. Default: none. */
    public final B attributes(Map<String, String> attributes) {
        template.setAttributes(new HashMap<>(attributes));
        return self();
    }

    /** Least quality. Default: that of the route. */
    public final B minimumTier(QualityTier tier) {
        template.setMinimumTier(tier);
        return self();
    }

    /**
     * Whether an answer below the least quality is better than none. Default: as the route says, which can't be overruled
     * where it forbids it.
     */
    public final B degradedAllowed(boolean allowed) {
        template.setDegradedAllowed(allowed);
        return self();
    }

    /**
     * Most that one call may cost by the estimate made before it, US dollars, to the millionth. At 0 only endpoints that
     * cost nothing are asked. Default: no limit.
     */
    public final B maxCallUsd(BigDecimal usd) {
        template.setMaxCallMicroUsd(microUsd(usd));
        return self();
    }

    private static long microUsd(BigDecimal usd) {
        String allowed = "0 or more, with at most " + MICRO_DIGITS + " decimals";
        check(usd.signum() >= 0, "maxCallUsd", usd, allowed);
        try {
            return usd.movePointRight(MICRO_DIGITS).longValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("maxCallUsd is '" + usd + "', allowed: " + allowed, e);
        }
    }

    /**
     * Where the request may be worked on, such as {@code eu}, in the words of the catalogue. It can only narrow what its
     * tenant may do. Default: wherever the tenant's data may go.
     */
    public final B jurisdictions(List<String> allowed) {
        check(!allowed.isEmpty(), "jurisdictions", allowed, "at least one");
        check(allowed.stream().noneMatch(String::isBlank), "jurisdictions", allowed, "names, such as eu");
        template.setJurisdictions(allowed.stream().distinct().toList());
        return self();
    }

    /**
     * Adds fields of one wire format alone to what is sent in that format. Only endpoints of the formats named so are then
     * asked; an empty object admits a format without adding anything. Default: none, and any format will do.
     *
     * @param fields a JSON object
     */
    public final B vendorFields(WireFormat format, String fields) {
        vendorFields.put(format.wire(), JsonObjects.require("vendorFields." + format.wire(), fields));
        return self();
    }

    /**
     * Makes the request. The builder may be used again, and gives each request an id of its own unless it was given one.
     *
     * @throws IllegalArgumentException if something is missing or doesn't go together: names the field, its value and what
     *     is allowed
     */
    public final Request build() {
        InferenceRequest.Builder request =
                InferenceRequest.newBuilder(template).setVendorFields(new HashMap<>(vendorFields));
        complete(request);
        if (!request.hasRequestId()) {
            request.setRequestId(Request.newId());
        }
        return new Request(lane, deadline, request);
    }
}
