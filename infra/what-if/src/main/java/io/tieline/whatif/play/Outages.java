package io.tieline.whatif.play;

import io.tieline.routing.Endpoint;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import java.util.Optional;

/** Which outages happen in a simulation. Times are milliseconds since the epoch. */
public interface Outages {
    /** Those that the trace has recorded, and no others. */
    Outages RECORDED = new Outages() {
        @Override
        public boolean asRecorded() {
            return true;
        }

        @Override
        public Optional<Trouble> at(Endpoint endpoint, long millis) {
            return Optional.empty();
        }
    };

    /** None, not even those that were recorded. */
    Outages NONE = new Outages() {
        @Override
        public boolean asRecorded() {
            return false;
        }

        @Override
        public Optional<Trouble> at(Endpoint endpoint, long millis) {
            return Optional.empty();
        }
    };

    /**
     * What is wrong with an endpoint.
     *
     * @param errorShare share of its calls that fail, 0 to 1
     * @param failsAfter how long a call takes to fail; empty: until its time is over
     * @param slowdown how many times longer the others take
     */
    record Trouble(double errorShare, ErrorCode code, Optional<Duration> failsAfter, double slowdown) {}

    /** Whether the recorded outages happen. */
    boolean asRecorded();

    /** What is wrong beside that; empty: nothing. */
    Optional<Trouble> at(Endpoint endpoint, long millis);
}
