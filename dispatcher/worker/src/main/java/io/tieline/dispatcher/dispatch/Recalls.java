package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.OwnedId;
import io.tieline.schemas.avro.InferenceRequest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** The keys of what was taken back, and who wants to know. Safe for use by several threads. */
public final class Recalls implements Cancellations {
    private final Set<String> cancelled = ConcurrentHashMap.newKeySet();
    private final Map<String, Set<Watcher>> watchers = new ConcurrentHashMap<>();

    private static final class Watcher {
        private final Runnable onTakenBack;
        private final AtomicBoolean told = new AtomicBoolean();

        Watcher(Runnable onTakenBack) {
            this.onTakenBack = onTakenBack;
        }

        void tell() {
            if (told.compareAndSet(false, true)) {
                onTakenBack.run();
            }
        }
    }

    /**
     * A request or a job was taken back.
     *
     * @param key that of an {@link OwnedId}
     */
    public void takenBack(String key) {
        cancelled.add(key);
        watchers.getOrDefault(key, Set.of()).forEach(Watcher::tell);
    }

    /** It no longer counts as taken back. */
    public void restored(String key) {
        cancelled.remove(key);
    }

    @Override
    public boolean covers(InferenceRequest request) {
        return !cancelled.isEmpty() && keysOf(request).stream().anyMatch(cancelled::contains);
    }

    @Override
    public Watch watch(InferenceRequest request, Runnable onTakenBack) {
        Watcher watcher = new Watcher(onTakenBack);
        List<String> keys = keysOf(request);
        keys.forEach(key -> watchers.compute(key, (_, set) -> {
            Set<Watcher> all = set == null ? ConcurrentHashMap.newKeySet() : set;
            all.add(watcher);
            return all;
        }));
        // After it is listed: what is taken back in between is told twice over, and never not at all.
        if (covers(request)) {
            watcher.tell();
        }
        return () -> keys.forEach(key -> watchers.computeIfPresent(key, (_, set) -> {
            set.remove(watcher);
            return set.isEmpty() ? null : set;
        }));
    }

    private static List<String> keysOf(InferenceRequest request) {
        String jobId = request.getJobId();
        String own = new OwnedId(request.getTenant(), request.getRequestId()).key();
        return jobId == null ? List.of(own) : List.of(own, new OwnedId(request.getTenant(), jobId).key());
    }
}
