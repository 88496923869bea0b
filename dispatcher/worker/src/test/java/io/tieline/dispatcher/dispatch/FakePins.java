package io.tieline.dispatcher.dispatch;

import io.tieline.schemas.OwnedId;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Pins that one dispatcher keeps for itself. */
final class FakePins implements JobPins {
    final Map<String, String> families = new ConcurrentHashMap<>();

    @Override
    public Optional<String> familyOf(OwnedId job) {
        return Optional.ofNullable(families.get(job.id()));
    }

    @Override
    public void keep(OwnedId job, String family) {
        families.putIfAbsent(job.id(), family);
    }
}
