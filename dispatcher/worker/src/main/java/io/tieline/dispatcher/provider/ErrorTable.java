package io.tieline.dispatcher.provider;

import static io.tieline.routing.WireFormat.ANTHROPIC_MESSAGES;
import static io.tieline.routing.WireFormat.GEMINI_GENERATE;
import static io.tieline.routing.WireFormat.OPENAI_CHAT;

import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Whose fault an error is: the first row that fits decides. A row reads status, words and sentence together, because none
 * of them is enough: a spent budget comes as 400, 402 or 429, a wrong key as 400, 401 or 403, an overload as a success.
 *
 * <p>Rows that tell one class from another that shares its status stand before the row of that status.
 */
final class ErrorTable {
    private static final List<Row> ROWS = List.of(
            // The credential's money or quota is gone: waiting moments won't help.
            row(ErrorCode.PROVIDER_QUOTA_EXHAUSTED)
                    .words(
                            "insufficient_quota",
                            "credit_balance_exhausted",
                            "organization_spend_limit_exceeded",
                            "project_spend_limit_exceeded",
                            "organization_usage_limit_exceeded",
                            "billing_hard_limit_reached",
                            "billing_not_active",
                            "billing_error",
                            "enforced_spend_limit_reached",
                            "contract_spend_limit_reached",
                            "linked_organization_spend_limit_reached",
                            "linked_organization_billing_unavailable",
                            ProviderError.SPENT_FOR_THE_DAY),
            row(ErrorCode.PROVIDER_QUOTA_EXHAUSTED).statuses(402),
            row(ErrorCode.PROVIDER_QUOTA_EXHAUSTED)
                    .formats(OPENAI_CHAT)
                    .statuses(429)
                    .says("exceeded your current quota"),
            row(ErrorCode.PROVIDER_QUOTA_EXHAUSTED)
                    .formats(ANTHROPIC_MESSAGES)
                    .statuses(400, 403, 429)
                    .says("api usage limits", "credit balance is too low", "spend limit", "out of extra usage"),
            row(ErrorCode.PROVIDER_QUOTA_EXHAUSTED)
                    .formats(GEMINI_GENERATE)
                    .statuses(429)
                    .says("limit: 0", "per day", "spending cap", "credits are depleted"),

            // Traffic grew too fast.
            row(ErrorCode.PROVIDER_RATE_LIMITED_RAMP).words("slow_down", "ramp_limit_exceeded"),
            row(ErrorCode.PROVIDER_RATE_LIMITED_RAMP)
                    .statuses(429)
                    .says("acceleration limit", "scale up your input tokens usage more gradually"),

            // Too much work for the provider, or too slow.
            row(ErrorCode.PROVIDER_OVERLOADED)
                    .words("overloaded_error", "server_is_overloaded", "engine_overloaded", "unavailable"),
            row(ErrorCode.PROVIDER_OVERLOADED).statuses(503, 529),
            row(ErrorCode.PROVIDER_OVERLOADED).statuses(429, 500, 502).says("overloaded", "experiencing high demand"),
            row(ErrorCode.PROVIDER_TIMEOUT).words("timeout_error", "deadline_exceeded", "request_timeout"),
            row(ErrorCode.PROVIDER_TIMEOUT).statuses(408, 504, 522, 524),

            // Longer than the window. Servers of one's own say so with 400, 413, 422 or even 500.
            row(ErrorCode.REQUEST_TOO_LONG)
                    .words(
                            "context_length_exceeded",
                            "exceed_context_size_error",
                            "request_too_large",
                            "request_body_too_large_after_decoding"),
            row(ErrorCode.REQUEST_TOO_LONG).statuses(413),
            row(ErrorCode.REQUEST_TOO_LONG)
                    .statuses(400, 422, 500)
                    .says(
                            "maximum context length",
                            "max context length",
                            "exceeds context length",
                            "context length exceeded",
                            "exceed context limit",
                            "context window",
                            "available context size",
                            "maximum model length",
                            "prompt is too long",
                            "prompt too long",
                            "input is too long",
                            "input token count",
                            "too large for model with",
                            "max_tokens must be at least 1, got -"),

            // Refused for what it says.
            row(ErrorCode.REQUEST_CONTENT_POLICY)
                    .words(
                            "content_policy_violation",
                            "content_filter",
                            "responsibleaipolicyviolation",
                            "prohibited_content"),
            row(ErrorCode.REQUEST_CONTENT_POLICY)
                    .statuses(400, 403, 422)
                    .says(
                            "content filtering policy",
                            "content management policy",
                            "content policy",
                            "usage policy",
                            "usage policies",
                            "safety system",
                            "flagged as potentially violating"),

            // The key is wrong, even where that comes as a bad request.
            row(ErrorCode.CREDENTIAL_INVALID).statuses(401),
            row(ErrorCode.CREDENTIAL_INVALID)
                    .words(
                            "authentication_error",
                            "invalid_api_key",
                            "api_key_invalid",
                            "account_deactivated",
                            "organization_on_hold",
                            "unauthenticated"),
            row(ErrorCode.CREDENTIAL_INVALID)
                    .statuses(400, 403)
                    .says(
                            "api key not valid",
                            "api key expired",
                            "reported as leaked",
                            "unregistered callers",
                            "organization has been disabled"),

            // The key is right, but not for this model or this place.
            row(ErrorCode.CREDENTIAL_DENIED)
                    .words(
                            "model_not_found",
                            "invalid_model",
                            "model_decommissioned",
                            "permission_error",
                            "permission_denied",
                            "api_key_scope_missing",
                            "not_found_error",
                            "notfounderror",
                            "not_found",
                            "unsupported_country_region_territory"),
            row(ErrorCode.CREDENTIAL_DENIED).statuses(400).says("location is not supported", "try pulling it first"),
            row(ErrorCode.CREDENTIAL_DENIED).statuses(403, 404, 410).told(),

            // What remains is what the status says.
            row(ErrorCode.PROVIDER_RATE_LIMITED_BURST)
                    .words("rate_limit_error", "rate_limit_exceeded", "rate_limited", "resource_exhausted"),
            row(ErrorCode.PROVIDER_RATE_LIMITED_BURST).statuses(429),
            row(ErrorCode.PROVIDER_SERVER_ERROR)
                    .statuses(IntStream.range(500, 600).toArray()),
            row(ErrorCode.PROVIDER_SERVER_ERROR).statuses(409),
            row(ErrorCode.REQUEST_INVALID).statuses(400, 422).told(),

            // An error inside a success has only its words.
            row(ErrorCode.PROVIDER_SERVER_ERROR)
                    .statuses(200)
                    .words("api_error", "server_error", "internal_server_error", "internalservererror", "internal"),
            row(ErrorCode.REQUEST_INVALID)
                    .statuses(200)
                    .words("invalid_request_error", "invalid_argument", "badrequesterror"));

    private ErrorTable() {}

    static ErrorCode classify(ProviderError error) {
        String message = error.message().toLowerCase(Locale.ROOT);
        for (Row row : ROWS) {
            if (row.fits(error, message)) {
                return row.code;
            }
        }
        return ErrorCode.PROVIDER_UNKNOWN;
    }

    private static Row row(ErrorCode code) {
        return new Row(code, Set.of(), Set.of(), Set.of(), List.of(), false);
    }

    /** Every column that isn't empty must fit; within one column, one entry is enough. */
    private record Row(
            ErrorCode code,
            Set<WireFormat> formats,
            Set<Integer> statuses,
            Set<String> words,
            List<String> phrases,
            boolean toldOnly) {

        boolean fits(ProviderError error, String message) {
            return (formats.isEmpty() || formats.contains(error.format()))
                    && (statuses.isEmpty() || statuses.contains(error.status()))
                    && (words.isEmpty() || error.words().stream().anyMatch(words::contains))
                    && (phrases.isEmpty() || phrases.stream().anyMatch(message::contains))
                    && (!toldOnly || error.told());
        }

        Row formats(WireFormat... values) {
            return new Row(code, Set.of(values), statuses, words, phrases, toldOnly);
        }

        Row statuses(int... values) {
            Set<Integer> set = IntStream.of(values).boxed().collect(Collectors.toUnmodifiableSet());
            return new Row(code, formats, set, words, phrases, toldOnly);
        }

        Row words(String... values) {
            return new Row(code, formats, statuses, Set.of(values), phrases, toldOnly);
        }

        Row says(String... values) {
            return new Row(code, formats, statuses, words, List.of(values), toldOnly);
        }

        /** Only where the provider said something itself: a bare 404 may be a proxy's whose server is gone. */
        Row told() {
            return new Row(code, formats, statuses, words, phrases, true);
        }
    }
}
