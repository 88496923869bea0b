package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.dispatch.Problem.invalid;
import static io.tieline.dispatcher.dispatch.Problem.shorten;

import io.tieline.schemas.Replays;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.ReplayMark;
import java.util.Optional;
import java.util.stream.Stream;

/** What is wrong with the mark of a replay, or with which endpoints a request leaves to choose from. Pure. */
final class ReplayRules {
    private ReplayRules() {}

    static Optional<Problem> check(InferenceRequest request) {
        return choice(request).or(() -> mark(request));
    }

    private static Optional<Problem> choice(InferenceRequest request) {
        boolean blank = Stream.concat(request.getEndpointsOnly().stream(), request.getEndpointsDenied().stream())
                .anyMatch(String::isBlank);
        return invalid(blank, "endpointsOnly or endpointsDenied", "blank", "ids of endpoints");
    }

    private static Optional<Problem> mark(InferenceRequest request) {
        ReplayMark mark = request.getReplayOf();
        if (mark == null) {
            return Optional.empty();
        }
        int longest = RequestRules.LONGEST_ID;
        return invalid(mark.getGeneration() < 1, "replayOf.generation", mark.getGeneration(), "1 or more")
                .or(() -> invalid(
                        mark.getReplayId().isBlank() || mark.getReplayId().length() > longest,
                        "replayOf.replayId",
                        shorten(mark.getReplayId()),
                        "1 to " + longest + " characters"))
                .or(() -> invalid(
                        !Replays.requestId(mark).equals(request.getRequestId()),
                        "requestId",
                        shorten(request.getRequestId()),
                        "that of replayOf, a tilde and the generation"));
    }
}
