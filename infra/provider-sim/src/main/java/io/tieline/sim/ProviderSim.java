package io.tieline.sim;

import io.tieline.sim.calls.Call;
import io.tieline.sim.calls.CallLog;
import io.tieline.sim.calls.Sent;
import io.tieline.sim.calls.SentLog;
import io.tieline.sim.calls.Stats;
import io.tieline.sim.fault.Fault;
import io.tieline.sim.fault.FaultBoard;
import io.tieline.sim.fault.FaultHandle;
import io.tieline.sim.http.Boards;
import io.tieline.sim.http.SimServer;
import io.tieline.sim.limit.LimitBoard;
import io.tieline.sim.limit.Limits;
import io.tieline.sim.limit.Usage;
import io.tieline.sim.wire.SimEndpoint;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A running simulator of AI providers: one HTTP server, several endpoints, each with its own path
 * and its own faults. Safe for use by many threads.
 *
 * <p>Its admin address serves {@code GET calls?since=<seq>} (JSON lines), {@code GET requests} (JSON lines),
 * {@code GET usage?endpoint=<id>} (JSON lines), {@code GET stats}, {@code GET} and {@code PUT} of {@code limits}, and
 * {@code GET}, {@code POST} and {@code DELETE} of {@code faults}, {@code DELETE faults/<id>}.
 */
public final class ProviderSim implements AutoCloseable {
    private static final InstantSource CLOCK = InstantSource.system();

    private final SimConfig config;
    private final CallLog log;
    private final SentLog sent = new SentLog();
    private final FaultBoard faults;
    private final LimitBoard limits;
    private final SimServer server;

    private ProviderSim(SimConfig config) {
        this.config = config;
        Set<String> ids = config.endpoints().stream().map(SimEndpoint::id).collect(Collectors.toSet());
        log = new CallLog(ids, config.callsKept(), config.callFile());
        faults = new FaultBoard(ids, config.seed());
        limits = new LimitBoard(
                config.endpoints().stream().collect(Collectors.toMap(SimEndpoint::id, SimEndpoint::limits)),
                CLOCK.instant());
        Boards boards = new Boards(log, sent, faults, limits);
        server = new SimServer(
                new InetSocketAddress(config.host(), config.port()),
                config.endpoints(),
                config.speed(),
                config.seed(),
                CLOCK,
                boards);
    }

    /**
     * Starts one; its port is open when this returns.
     *
     * @throws UncheckedIOException if the port is taken or the call file can't be written
     */
    public static ProviderSim start(SimConfig config) {
        ProviderSim sim = new ProviderSim(config);
        try {
            sim.server.start();
            return sim;
        } catch (IOException e) {
            sim.close();
            throw new UncheckedIOException(
                    "the simulator could not open port " + config.port() + " of " + config.host(), e);
        }
    }

    /**
     * The address that the SDK of the endpoint's provider wants as its base: for OpenAI's format it ends with
     * {@code /v1}, for the others it has no version.
     *
     * @throws IllegalArgumentException if there is no such endpoint
     */
    public URI baseUrl(String endpointId) {
        SimEndpoint endpoint = config.endpoints().stream()
                .filter(candidate -> candidate.id().equals(endpointId))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no endpoint '" + endpointId + "'; there are "
                        + config.endpoints().stream().map(SimEndpoint::id).toList()));
        return URI.create(
                server.address() + "/e/" + endpoint.slug() + endpoint.format().basePath());
    }

    /** Ends with a slash, so that paths resolve against it. */
    public URI adminUrl() {
        return URI.create(server.address() + "/admin/");
    }

    /**
     * Injects a fault, from now on.
     *
     * @throws IllegalArgumentException if it names an endpoint that doesn't exist
     */
    public FaultHandle inject(Fault fault) {
        return faults.inject(fault, CLOCK.instant());
    }

    /** Ends all faults, those to come too; held calls are answered. */
    public void clearFaults() {
        faults.clearAll();
    }

    /** The calls that ended, in that order. A call is in it a moment after its client has the answer. */
    public List<Call> calls() {
        return log.since(0);
    }

    /** What the latest calls sent, without what users wrote: 1,000 calls at most, in the order in which they came. */
    public List<Sent> sent() {
        return sent.list();
    }

    /**
     * Puts other limits in force for an endpoint, with full buckets.
     *
     * @throws IllegalArgumentException if there is no such endpoint
     */
    public void limit(String endpointId, Limits newLimits) {
        limits.of(endpointId).change(newLimits, CLOCK.instant());
    }

    /**
     * What came to an endpoint in each second in which anything came that it would have worked on: counted exactly, when
     * its limits decided.
     *
     * @throws IllegalArgumentException if there is no such endpoint
     */
    public List<Usage> usage(String endpointId) {
        return limits.of(endpointId).usage();
    }

    /** Totals since the start. */
    public Stats stats() {
        return log.stats();
    }

    /** Stops it; calls that are under way are cut. */
    @Override
    public void close() {
        server.close();
        log.close();
    }
}
