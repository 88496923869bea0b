package io.tieline.health.state;

import io.tieline.health.judge.Observation;
import io.tieline.health.judge.Observation.Sign;
import io.tieline.health.measure.Sample;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import java.time.Duration;
import java.util.OptionalLong;

/** What an attempt says, in the words of the judge and of the measurements. */
public final class Observations {
    private Observations() {}

    static Observation of(Attempt attempt) {
        Long epoch = attempt.getSeenEpoch();
        return new Observation(
                sign(attempt.getCode()),
                attempt.getCode(),
                attempt.getRequestId(),
                attempt.getWorkerId(),
                epoch == null ? OptionalLong.empty() : OptionalLong.of(epoch));
    }

    static Sample sample(Attempt attempt) {
        Duration took = Duration.between(attempt.getStartedAt(), attempt.getEndedAt());
        long tokens = attempt.getUsage() == null ? 0 : attempt.getUsage().getOutputTokens();
        return new Sample(attempt.getCode(), took, tokens, attempt.getCostMicroUsd());
    }

    /** A code that only a newer version knows is judged by its owner alone. */
    public static Sign sign(String code) {
        if (code.equals(ErrorCode.OK)) {
            return Sign.GOOD;
        }
        return ErrorCode.ofWire(code)
                .map(Observations::sign)
                .orElseGet(() -> code.startsWith("provider.") ? Sign.BAD : ofOwner(code.replaceFirst("\\..*", "")));
    }

    private static Sign sign(ErrorCode code) {
        if (code == ErrorCode.PROVIDER_STREAM_BROKEN) {
            return Sign.BROKEN_CONNECTION;
        }
        if (code.isIllHealth()) {
            return Sign.BAD;
        }
        return ofOwner(code.owner());
    }

    private static Sign ofOwner(String owner) {
        return switch (owner) {
            case "provider", "credential", "request" -> Sign.REACHABLE;
            default -> Sign.NONE;
        };
    }
}
