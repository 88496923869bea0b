package io.tieline.cli;

import io.tieline.client.Lane;
import io.tieline.schemas.avro.ReplayOverrides;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a replay changes in its requests. */
final class ReplayOverrideOptions {
    @Option(names = "--set-route", paramLabel = "NAME", description = "Another route, if the tenant may use it.")
    private @Nullable String route;

    @Option(
            names = "--only",
            paramLabel = "ENDPOINT",
            description = "Let this endpoint serve them; may be given several times.")
    private List<String> only = List.of();

    @Option(
            names = "--deny",
            paramLabel = "ENDPOINT",
            description = "Don't let this endpoint serve them; may be given several" + " times.")
    private List<String> denied = List.of();

    @Option(names = "--lane", paramLabel = "interactive|batch", description = "Lane. Default: batch, for nobody waits.")
    private @Nullable Lane lane;

    @Option(
            names = "--deadline",
            paramLabel = "DURATION",
            description = "How long each may take. Default: as long as it was given first.")
    private @Nullable Duration deadline;

    @Option(names = "--max-output-tokens", paramLabel = "N", description = "Most tokens to be generated.")
    private @Nullable Integer maxOutputTokens;

    @Option(names = "--temperature", paramLabel = "N", description = "Sampling temperature, 0.0 to 2.0.")
    private @Nullable Double temperature;

    @Option(names = "--top-p", paramLabel = "N", description = "Nucleus sampling, above 0.0 to 1.0.")
    private @Nullable Double topP;

    @Option(names = "--max-attempts", paramLabel = "N", description = "Most provider calls for each.")
    private @Nullable Integer maxAttempts;

    @Option(
            names = "--max-call-micro-usd",
            paramLabel = "N",
            description = "Most that a call may cost, millionths of a dollar.")
    private @Nullable Long maxCallMicroUsd;

    ReplayOverrides overrides() {
        return ReplayOverrides.newBuilder()
                .setRoute(route)
                .setEndpointsOnly(List.copyOf(only))
                .setEndpointsDenied(List.copyOf(denied))
                .setLane(lane == null ? null : lane.name().toLowerCase(Locale.ROOT))
                .setDeadlineMillis(deadline == null ? null : (Long) deadline.toMillis())
                .setMaxOutputTokens(maxOutputTokens)
                .setTemperature(temperature)
                .setTopP(topP)
                .setMaxAttempts(maxAttempts)
                .setMaxCallMicroUsd(maxCallMicroUsd)
                .build();
    }
}
