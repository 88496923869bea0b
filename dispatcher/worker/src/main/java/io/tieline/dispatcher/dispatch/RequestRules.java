package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.dispatch.Problem.invalid;
import static io.tieline.dispatcher.dispatch.Problem.shorten;
import static io.tieline.dispatcher.dispatch.Problem.when;

import io.tieline.routing.Catalogue;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Replays;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ReplyTo;
import java.util.Map;
import java.util.Optional;

/**
 * Tells what is wrong with a request before anything is done for it. Pure.
 *
 * @param maxRequestBytes largest record value that is served, bytes
 * @param partitions number of partitions of each reply topic
 */
public record RequestRules(
        Catalogue catalogue, ReplyPolicy replies, long maxRequestBytes, Map<String, Integer> partitions) {
    /** Longest id of a valid request, characters. */
    static final int LONGEST_ID = 200;

    /** Longest id of one that is run once more: that of the first, a tilde and a number. */
    static final int LONGEST_REPLAYED_ID = LONGEST_ID + 11;

    /** The same by another catalogue. */
    public RequestRules with(Catalogue other) {
        return new RequestRules(other, replies, maxRequestBytes, partitions);
    }

    /** The first problem; empty where the request can be served. */
    Optional<Problem> check(InferenceRequest request, long bytes) {
        return Optional.<Problem>empty()
                .or(() -> size(bytes))
                .or(() -> identity(request))
                .or(() -> ReplayRules.check(request))
                .or(() -> ContentRules.check(request))
                .or(() -> wishes(request))
                .or(() -> parameters(request))
                .or(() -> VendorRules.check(request.getVendorFields()))
                .or(() -> route(request))
                .or(() -> tenant(request))
                .or(() -> replyTo(request));
    }

    private Optional<Problem> size(long bytes) {
        return when(
                bytes > maxRequestBytes,
                ErrorCode.REQUEST_TOO_LARGE,
                "the request has " + bytes + " bytes, allowed: " + maxRequestBytes
                        + " (dispatcher.limits.request-bytes)");
    }

    private static Optional<Problem> identity(InferenceRequest request) {
        String id = Replays.original(request);
        return invalid(
                        id.isBlank() || id.length() > LONGEST_ID,
                        request.getReplayOf() == null ? "requestId" : "replayOf.requestId",
                        shorten(id),
                        "1 to " + LONGEST_ID + " characters")
                .or(() -> invalid(
                        request.getTenant().isBlank(), "tenant", shorten(request.getTenant()), "the name of a tenant"));
    }

    private static Optional<Problem> wishes(InferenceRequest request) {
        Long most = request.getMaxCallMicroUsd();
        String job = request.getJobId();
        return invalid(most != null && most < 0, "maxCallMicroUsd", most, "0 or more")
                .or(() -> invalid(
                        request.getJurisdictions().stream().anyMatch(String::isBlank),
                        "jurisdictions",
                        "blank",
                        "names, such as eu"))
                .or(() -> invalid(
                        job != null && (job.isBlank() || job.length() > LONGEST_ID),
                        "jobId",
                        job,
                        "1 to " + LONGEST_ID + " characters"));
    }

    private static Optional<Problem> parameters(InferenceRequest request) {
        Integer maxOutput = request.getMaxOutputTokens();
        Integer maxAttempts = request.getMaxAttempts();
        Double temperature = request.getTemperature();
        Double topP = request.getTopP();
        return invalid(maxOutput != null && maxOutput < 1, "maxOutputTokens", maxOutput, "1 or more")
                .or(() -> invalid(maxAttempts != null && maxAttempts < 1, "maxAttempts", maxAttempts, "1 or more"))
                .or(() -> invalid(
                        temperature != null && !(temperature >= 0 && temperature <= 2),
                        "temperature",
                        temperature,
                        "0.0 to 2.0"))
                .or(() -> invalid(topP != null && !(topP > 0 && topP <= 1), "topP", topP, "above 0.0, to 1.0"));
    }

    private Optional<Problem> tenant(InferenceRequest request) {
        String name = request.getTenant();
        Optional<Tenant> tenant = catalogue.tenant(name);
        return when(
                        tenant.isEmpty(),
                        ErrorCode.POLICY_TENANT,
                        "tenant is '" + shorten(name) + "', which the catalogue doesn't name")
                .or(() -> when(
                        !tenant.orElseThrow().mayUseRoute(request.getRoute()),
                        ErrorCode.POLICY_TENANT,
                        "route is '" + shorten(request.getRoute()) + "', allowed for tenant '" + shorten(name) + "': "
                                + tenant.orElseThrow().routes()));
    }

    private Optional<Problem> route(InferenceRequest request) {
        return when(
                catalogue.route(request.getRoute()).isEmpty(),
                ErrorCode.REQUEST_UNKNOWN_ROUTE,
                "route is '" + shorten(request.getRoute()) + "', known are "
                        + catalogue.routes().stream().map(Route::name).toList());
    }

    private Optional<Problem> replyTo(InferenceRequest request) {
        ReplyTo replyTo = request.getReplyTo();
        if (replyTo == null) {
            return Optional.empty();
        }
        String topic = replyTo.getTopic();
        if (!replies.allowed(request.getTenant()).contains(topic)) {
            return Optional.of(new Problem(
                    ErrorCode.POLICY_REPLY_TOPIC,
                    "replyTo.topic is '" + shorten(topic) + "', allowed for tenant '" + shorten(request.getTenant())
                            + "': " + replies.allowed(request.getTenant())));
        }
        Integer partition = replyTo.getPartition();
        int count = partitions.getOrDefault(topic, 0);
        return invalid(
                partition != null && (partition < 0 || partition >= count),
                "replyTo.partition",
                partition,
                "0 to " + (count - 1) + " for " + topic);
    }
}
