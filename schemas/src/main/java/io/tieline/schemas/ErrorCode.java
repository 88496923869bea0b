package io.tieline.schemas;

import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Everything that can keep a request from being answered, each told by whose fault it is. The wire form, such as
 * {@code provider.overloaded}, is what replies, attempts and dead letters carry; its first part names the owner.
 */
public enum ErrorCode {
    /** The provider asks to slow down for a moment (429). */
    PROVIDER_RATE_LIMITED_BURST("provider.rate_limited.burst"),
    /** Traffic grew faster than the provider allows. */
    PROVIDER_RATE_LIMITED_RAMP("provider.rate_limited.ramp"),
    /** The credential's budget or quota with the provider is used up: waiting moments won't help. */
    PROVIDER_QUOTA_EXHAUSTED("provider.quota_exhausted"),
    /** The provider has more work than it can take (503, 529). */
    PROVIDER_OVERLOADED("provider.overloaded"),
    /** The provider failed (500, 502 and other 5xx). */
    PROVIDER_SERVER_ERROR("provider.server_error"),
    /** No answer in time. */
    PROVIDER_TIMEOUT("provider.timeout"),
    /** No answer yet, though others come long before; the call goes on. */
    PROVIDER_OVERDUE("provider.overdue"),
    /** No connection: name, TCP or TLS. */
    PROVIDER_CONNECTION_FAILED("provider.connection_failed"),
    /** The answer broke off. */
    PROVIDER_STREAM_BROKEN("provider.stream_broken"),
    /** An answer arrived that can't be used: empty, not the announced format, too large. */
    PROVIDER_INVALID_OUTPUT("provider.invalid_output"),
    /** The answer was cut off at the endpoint's own limit of output tokens. */
    PROVIDER_TRUNCATED_OUTPUT("provider.truncated_output"),
    /** The answer doesn't match the JSON schema that was asked for. */
    PROVIDER_SCHEMA_MISMATCH("provider.schema_mismatch"),
    /** An answer that no rule knows. */
    PROVIDER_UNKNOWN("provider.unknown"),
    /** The provider doesn't accept the credential. */
    CREDENTIAL_INVALID("credential.invalid"),
    /** The credential may not use this model or this region. */
    CREDENTIAL_DENIED("credential.region_or_model_denied"),
    /** Longer than the model's context window. */
    REQUEST_TOO_LONG("request.too_long"),
    /** Refused by a provider's content policy. */
    REQUEST_CONTENT_POLICY("request.content_policy"),
    /** The answer doesn't fit into the limit of output tokens that the request itself sets. */
    REQUEST_OUTPUT_LIMIT("request.output_limit"),
    /** The request is not one that can be served: names the field. */
    REQUEST_INVALID("request.invalid"),
    /** The bytes are not a request record. */
    REQUEST_UNDECODABLE("request.undecodable"),
    /** A content of the request that was put into the file store isn't there, or is another. */
    REQUEST_CONTENT_MISSING("request.content_missing"),
    /** More bytes than the broker's limit. */
    REQUEST_TOO_LARGE("request.too_large"),
    /** The catalogue has no such route. */
    REQUEST_UNKNOWN_ROUTE("request.unknown_route"),
    /** The tenant may not have replies sent there. */
    POLICY_REPLY_TOPIC("policy.reply_topic_not_allowed"),
    /** The tenant isn't known, or may not use the route. */
    POLICY_TENANT("policy.tenant_not_allowed"),
    /** Every endpoint that could serve the request is where its data may not go. */
    POLICY_RESIDENCY("policy.residency"),
    /** The tenant's budget is used up. */
    POLICY_BUDGET("policy.budget_used_up"),
    /** No endpoint of the catalogue may serve this request. */
    POLICY_NO_ELIGIBLE_ENDPOINT("policy.no_eligible_endpoint"),
    /** The caller took the request back. */
    CALLER_CANCELLED("caller.cancelled"),
    /** The deadline passed before there was an answer. */
    DEADLINE_EXCEEDED("deadline.exceeded"),
    /**
     * The dispatcher gave the call up, because it was shut down, the request had to make way, or another call of the request was
     * over first.
     */
    BROKER_INTERRUPTED("broker.interrupted"),
    /** A defect of the broker itself. */
    BROKER_INTERNAL("broker.internal");

    /** Word that stands in the place of a code where a call succeeded. */
    public static final String OK = "ok";

    private static final Map<String, ErrorCode> BY_WIRE =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(ErrorCode::wire, Function.identity()));

    private final String wire;

    ErrorCode(String wire) {
        this.wire = wire;
    }

    /** The code as records carry it, such as {@code provider.overloaded}. */
    public String wire() {
        return wire;
    }

    /** Whose fault it is: provider, credential, request, policy, caller, deadline or broker. */
    public String owner() {
        return wire.substring(0, wire.indexOf('.'));
    }

    /** Whether a call that failed so is evidence that its endpoint is ill. */
    public boolean isIllHealth() {
        return switch (this) {
            case PROVIDER_OVERLOADED,
                    PROVIDER_SERVER_ERROR,
                    PROVIDER_TIMEOUT,
                    PROVIDER_OVERDUE,
                    PROVIDER_CONNECTION_FAILED,
                    PROVIDER_STREAM_BROKEN,
                    PROVIDER_UNKNOWN -> true;
            case PROVIDER_RATE_LIMITED_BURST,
                    PROVIDER_RATE_LIMITED_RAMP,
                    PROVIDER_QUOTA_EXHAUSTED,
                    PROVIDER_INVALID_OUTPUT,
                    PROVIDER_TRUNCATED_OUTPUT,
                    PROVIDER_SCHEMA_MISMATCH,
                    CREDENTIAL_INVALID,
                    CREDENTIAL_DENIED,
                    REQUEST_TOO_LONG,
                    REQUEST_CONTENT_POLICY,
                    REQUEST_OUTPUT_LIMIT,
                    REQUEST_INVALID,
                    REQUEST_UNDECODABLE,
                    REQUEST_CONTENT_MISSING,
                    REQUEST_TOO_LARGE,
                    REQUEST_UNKNOWN_ROUTE,
                    POLICY_REPLY_TOPIC,
                    POLICY_TENANT,
                    POLICY_RESIDENCY,
                    POLICY_BUDGET,
                    POLICY_NO_ELIGIBLE_ENDPOINT,
                    CALLER_CANCELLED,
                    DEADLINE_EXCEEDED,
                    BROKER_INTERRUPTED,
                    BROKER_INTERNAL -> false;
        };
    }

    /** Finds a code by its wire form; empty where this version doesn't know it. */
    public static Optional<ErrorCode> ofWire(String wire) {
        return Optional.ofNullable(BY_WIRE.get(wire));
    }

    @Override
    public String toString() {
        return wire;
    }
}
