package io.tieline.sim.calls;

import io.tieline.sim.wire.Json;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The calls that ended, the latest ones in memory and, where a file is given, all of them there as JSON lines. Totals
 * cover all. Safe for use by many threads.
 */
public final class CallLog implements AutoCloseable {
    private final ReentrantLock lock = new ReentrantLock();
    private final int kept;
    private final ArrayDeque<Call> calls = new ArrayDeque<>();
    private final Tally all = new Tally();
    private final Map<String, Tally> endpoints;
    private final @Nullable OutputStream file;
    private long lastSeq;

    /**
     * Opens a log.
     *
     * @param kept most calls in memory; the oldest are dropped first
     * @param file is appended to; null for none
     */
    public CallLog(Set<String> endpointIds, int kept, @Nullable Path file) {
        this.kept = kept;
        this.endpoints = endpointIds.stream().collect(Collectors.toMap(Function.identity(), _ -> new Tally()));
        this.file = file == null ? null : open(file);
    }

    /** Counts a call in. */
    public void begin(String endpoint) {
        lock.lock();
        try {
            all.begin();
            tally(endpoint).begin();
        } finally {
            lock.unlock();
        }
    }

    /** Counts a call out that was counted in, and keeps it, made with its number. */
    public void end(LongFunction<Call> ended) {
        lock.lock();
        try {
            Call call = ended.apply(++lastSeq);
            all.end(call);
            tally(call.endpoint()).end(call);
            if (calls.size() == kept) {
                calls.removeFirst();
            }
            calls.addLast(call);
            append(call);
        } finally {
            lock.unlock();
        }
    }

    /**
     * The calls in memory, in the order in which they ended.
     *
     * @param afterSeq only those with a higher number; 0 for all
     */
    public List<Call> since(long afterSeq) {
        lock.lock();
        try {
            long oldest = lastSeq - calls.size() + 1;
            return calls.stream().skip(Math.max(0, afterSeq - oldest + 1)).toList();
        } finally {
            lock.unlock();
        }
    }

    public Stats stats() {
        lock.lock();
        try {
            Map<String, Totals> byEndpoint = new TreeMap<>();
            endpoints.forEach((id, tally) -> byEndpoint.put(id, tally.totals()));
            return new Stats(all.totals(), Map.copyOf(byEndpoint));
        } finally {
            lock.unlock();
        }
    }

    /** Closes the file. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (file != null) {
                file.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the call log's file could not be closed", e);
        } finally {
            lock.unlock();
        }
    }

    private Tally tally(String endpoint) {
        Tally tally = endpoints.get(endpoint);
        if (tally == null) {
            throw new IllegalArgumentException("the log was opened without the endpoint " + endpoint);
        }
        return tally;
    }

    // A line is flushed with its call, so that readers of the file see no half lines and are never behind.
    private void append(Call call) {
        if (file == null) {
            return;
        }
        try {
            file.write(Json.bytes(CallJson.write(call)));
            file.write('\n');
            file.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the call log's file could not be written", e);
        }
    }

    private static OutputStream open(Path file) {
        try {
            return new BufferedOutputStream(
                    Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND));
        } catch (IOException e) {
            throw new UncheckedIOException("the call log's file " + file + " could not be opened", e);
        }
    }
}
