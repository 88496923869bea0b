package io.tieline.routing;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.QualityTier;
import java.util.Set;
import java.util.TreeSet;

/**
 * Why an endpoint is not called for a request. Put into words only where somebody reads them: a decision is made many
 * times as often.
 */
public sealed interface Why {
    /** It can't do what is asked for at all. */
    record OtherOperation(Operation its) implements Why {
        @Override
        public String toString() {
            return "is for " + lower(its);
        }
    }

    /** The request leaves it out. */
    record NotWanted(EndpointChoice wanted) implements Why {
        @Override
        public String toString() {
            return wanted.only().isEmpty()
                    ? "is denied by the request: " + new TreeSet<>(wanted.denied())
                    : "is left out by the request, allowed: " + allowed();
        }

        private Set<String> allowed() {
            Set<String> allowed = new TreeSet<>(wanted.only());
            allowed.removeAll(wanted.denied());
            return allowed;
        }
    }

    /** The tenant may not use it. */
    record NotForTenant(String tenant) implements Why {
        @Override
        public String toString() {
            return "is not among the endpoints of tenant " + tenant;
        }
    }

    /** The data may not go there. */
    record Residency(Endpoint endpoint, Set<String> tenant, Set<String> request) implements Why {
        @Override
        public String toString() {
            String where = endpoint.jurisdiction();
            return (where == null ? "has no known jurisdiction" : "is in " + where) + ", allowed: " + allowed();
        }

        private String allowed() {
            Set<String> both = new TreeSet<>(tenant.isEmpty() ? request : tenant);
            if (!request.isEmpty()) {
                both.retainAll(request);
            }
            return both.isEmpty()
                    ? "none, as the tenant allows " + new TreeSet<>(tenant) + " and the request "
                            + new TreeSet<>(request)
                    : String.join(", ", both);
        }
    }

    /** It lacks features. */
    record Lacks(Endpoint endpoint, Set<Feature> needed) implements Why {
        @Override
        public String toString() {
            Set<Feature> missing = new TreeSet<>(needed);
            missing.removeAll(endpoint.features());
            return "lacks "
                    + String.join(", ", missing.stream().map(Feature::toString).toList());
        }
    }

    /** The request has fields for other wire formats. */
    record OtherFormat(WireFormat its, Set<WireFormat> asked) implements Why {
        @Override
        public String toString() {
            return "speaks " + lower(its) + ", and the request has fields for "
                    + String.join(", ", asked.stream().map(Why::lower).sorted().toList()) + " alone";
        }
    }

    /** The request doesn't fit. */
    record TooLong(Endpoint endpoint, Ask ask) implements Why {
        @Override
        public String toString() {
            Integer output = ask.outputTokens();
            return output != null && output > endpoint.maxOutput()
                    ? "generates at most " + endpoint.maxOutput() + " tokens, asked: " + output
                    : "has a context window of " + endpoint.contextWindow() + " tokens, needed: about "
                            + (ask.inputTokens() + (output == null ? 0 : output));
        }
    }

    /** Its answers aren't good enough. */
    record BelowTier(QualityTier its, QualityTier asked) implements Why {
        @Override
        public String toString() {
            return "is of the tier " + lower(its) + ", asked: " + lower(asked);
        }
    }

    /** A call is too expensive for the request. */
    record TooExpensive(long microUsd, long allowed) implements Why {
        @Override
        public String toString() {
            return "costs about " + microUsd + " micro-dollars a call, allowed: " + allowed;
        }
    }

    /** The job, or the operation, keeps to another family of models. */
    record OtherFamily(String its, String kept) implements Why {
        @Override
        public String toString() {
            return "is of the family " + its + ", and the answers have to come from " + kept;
        }
    }

    /** The tenant has no money left for it. */
    record Budget(String tenant, Purse.Answer answer) implements Why {
        @Override
        public String toString() {
            return switch (answer) {
                case AFFORDED -> throw new IllegalStateException("a call that can be paid for was passed over");
                case SET_ASIDE ->
                    "what is left of the budget of tenant " + tenant + " is set aside for calls under way";
                case USED_UP -> "the budget of tenant " + tenant + " is used up, or leaves less than the call may cost";
            };
        }
    }

    /** Anything else, in words. */
    record Text(String text) implements Why {
        @Override
        public String toString() {
            return text;
        }
    }

    /** The error that a request ends with if nothing else is in its way. */
    default ErrorCode code() {
        return switch (this) {
            case NotForTenant _ -> ErrorCode.POLICY_TENANT;
            case Residency _ -> ErrorCode.POLICY_RESIDENCY;
            case TooLong _ -> ErrorCode.REQUEST_TOO_LONG;
            case Budget _ -> ErrorCode.POLICY_BUDGET;
            case OtherOperation _,
                    NotWanted _,
                    Lacks _,
                    OtherFormat _,
                    BelowTier _,
                    TooExpensive _,
                    OtherFamily _,
                    Text _ -> ErrorCode.POLICY_NO_ELIGIBLE_ENDPOINT;
        };
    }

    /** How far down the list of rules it stands: more for an endpoint that fewer rules speak against. */
    default int rank() {
        return switch (this) {
            case OtherOperation _ -> 0;
            case OtherFamily _ -> 1;
            case NotWanted _ -> 2;
            case NotForTenant _ -> 3;
            case Residency _ -> 4;
            case Lacks _ -> 5;
            case OtherFormat _ -> 6;
            case TooLong _ -> 7;
            case BelowTier _ -> 8;
            case TooExpensive _ -> 9;
            case Budget _ -> 10;
            case Text _ -> 11;
        };
    }

    private static String lower(Enum<?> word) {
        return word.name().toLowerCase(java.util.Locale.ROOT);
    }
}
