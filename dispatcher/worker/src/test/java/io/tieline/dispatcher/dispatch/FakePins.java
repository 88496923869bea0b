package io.tieline.dispatcher.dispatch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Pins that one dispatcher keeps for itself. */
final class FakePins implements JobPins {
    final Map<String, String> families = new ConcurrentHashMap<>();

    @Override
    public Optional<String> familyOf(String jobId) {
        return Optional.ofNullable(families.get(jobId));
    }

    @Override
    public void keep(String jobId, String family) {
        families.putIfAbsent(jobId, family);
    }
}
