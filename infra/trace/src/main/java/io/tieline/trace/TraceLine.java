package io.tieline.trace;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.tieline.routing.Ask;
import io.tieline.routing.EndpointChoice;
import io.tieline.routing.Feature;
import io.tieline.routing.Lane;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.QualityTier;
import io.tieline.trace.TracedCall.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A request as a line of a trace file; what is usual is left out. {@code docs/what-if.md} describes the fields. */
@JsonInclude(JsonInclude.Include.NON_DEFAULT)
record TraceLine(
        @JsonProperty(required = true) String id,
        @JsonProperty(required = true) String tenant,
        @JsonProperty(required = true) String route,
        @Nullable Lane lane,
        @JsonProperty(required = true) long at,
        @JsonProperty(required = true) long deadline,
        int maxAttempts,
        @Nullable String jobId,
        @Nullable Operation operation,
        @Nullable Set<String> features,
        @Nullable Set<String> formats,
        long inputBytes,
        int images,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Integer maxOutputTokens,
        @Nullable QualityTier minimumTier,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Boolean degradedAllowed,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long maxCallMicroUsd,
        @Nullable Set<String> jurisdictions,
        boolean fallbackOnRefusal,
        @Nullable List<Call> calls,
        @Nullable Reply reply) {

    /** A call; tokens are told where any are known of. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Call(
            @JsonProperty(required = true) String endpoint,
            @JsonProperty(required = true) long at,
            @JsonProperty(required = true) int millis,
            @Nullable String code,
            @Nullable Integer in,
            @Nullable Integer cached,
            @Nullable Integer out) {
        static Call of(TracedCall call) {
            Tokens usage = call.usage();
            return new Call(
                    call.endpointId(),
                    call.startedAt(),
                    call.millis(),
                    call.failure() == null ? null : call.failure().wire(),
                    usage == null ? null : usage.input(),
                    usage == null || usage.cached() == 0 ? null : usage.cached(),
                    usage == null ? null : usage.output());
        }

        TracedCall call(UnaryOperator<String> names) {
            boolean known = in != null || out != null;
            return new TracedCall(
                    names.apply(endpoint),
                    at,
                    millis,
                    code == null ? null : TraceLine.code(code),
                    known ? new Tokens(orZero(in), orZero(cached), orZero(out)) : null);
        }

        private static int orZero(@Nullable Integer value) {
            return value == null ? 0 : value;
        }
    }

    /** How it ended. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Reply(
            @JsonProperty(required = true) Outcome outcome,
            @Nullable String code,
            @JsonProperty(required = true) long at,
            long microUsd) {}

    static TraceLine of(TracedRequest request) {
        Ask ask = request.ask();
        TracedReply reply = request.reply();
        return new TraceLine(
                request.id(),
                request.tenant(),
                request.route(),
                request.lane() == Lane.BATCH ? null : request.lane(),
                request.arrivedAt(),
                request.deadline(),
                request.maxAttempts(),
                request.jobId(),
                ask.operation() == Operation.CHAT ? null : ask.operation(),
                orNull(ask.features().stream().map(Feature::toString).collect(Collectors.toSet())),
                orNull(ask.formats().stream().map(WireFormat::word).collect(Collectors.toSet())),
                ask.inputBytes(),
                ask.images(),
                ask.outputTokens(),
                ask.minimumTier(),
                ask.degradedAllowed(),
                ask.maxCallMicroUsd(),
                orNull(ask.jurisdictions()),
                ask.fallbackOnRefusal(),
                request.calls().isEmpty()
                        ? null
                        : request.calls().stream().map(Call::of).toList(),
                reply == null
                        ? null
                        : new Reply(
                                reply.outcome(),
                                reply.code() == null ? null : reply.code().wire(),
                                reply.finishedAt(),
                                reply.costMicroUsd()));
    }

    private static @Nullable Set<String> orNull(Set<String> words) {
        return words.isEmpty() ? null : words;
    }

    /**
     * The request.
     *
     * @param names gives one object for equal names: a trace holds few of them, millions of times
     * @throws IllegalArgumentException if a value is not as it must be
     */
    TracedRequest request(UnaryOperator<String> names) {
        return new TracedRequest(
                id,
                names.apply(tenant),
                names.apply(route),
                lane == null ? Lane.BATCH : lane,
                at,
                deadline,
                maxAttempts,
                jobId == null ? null : names.apply(jobId),
                ask(),
                calls == null
                        ? List.of()
                        : calls.stream().map(call -> call.call(names)).toList(),
                reply == null
                        ? null
                        : new TracedReply(
                                reply.outcome, reply.code == null ? null : code(reply.code), reply.at, reply.microUsd));
    }

    private Ask ask() {
        TracedCall.requireNotNegative("inputBytes", inputBytes);
        TracedCall.requireNotNegative("images", images);
        return new Ask(
                operation == null ? Operation.CHAT : operation,
                features == null
                        ? Set.of()
                        : features.stream().map(TraceLine::feature).collect(Collectors.toSet()),
                formats == null
                        ? Set.of()
                        : formats.stream().map(TraceLine::format).collect(Collectors.toSet()),
                inputBytes,
                images,
                maxOutputTokens,
                minimumTier,
                degradedAllowed,
                maxCallMicroUsd,
                jurisdictions == null ? Set.of() : jurisdictions,
                fallbackOnRefusal,
                EndpointChoice.ALL);
    }

    private static Feature feature(String word) {
        for (Feature feature : Feature.values()) {
            if (feature.toString().equals(word)) {
                return feature;
            }
        }
        throw new IllegalArgumentException("features names '" + word + "', allowed: " + List.of(Feature.values()));
    }

    private static WireFormat format(String word) {
        for (WireFormat format : WireFormat.values()) {
            if (format.word().equals(word)) {
                return format;
            }
        }
        throw new IllegalArgumentException("formats names '" + word + "', allowed: "
                + List.of(WireFormat.values()).toString().toLowerCase(Locale.ROOT));
    }

    /** A code that only a newer version knows is judged by its owner. */
    static ErrorCode code(String wire) {
        return ErrorCode.ofWire(wire).orElseGet(() -> {
            if (wire.startsWith("provider.")) {
                return ErrorCode.PROVIDER_UNKNOWN;
            }
            throw new IllegalArgumentException("code is '" + wire + "', allowed: none, or an error code");
        });
    }
}
