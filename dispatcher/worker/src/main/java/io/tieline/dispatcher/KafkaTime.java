package io.tieline.dispatcher;

import io.tieline.dispatcher.attempts.TimeKeeper;
import io.tieline.dispatcher.dispatch.Time;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.function.LongConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This machine's clock, put right by Kafka's where it is plainly wrong: deadlines, parked requests and words of health come
 * from elsewhere, and one dispatcher with a wrong clock would let requests expire that have time left. Safe for use by
 * several threads.
 */
final class KafkaTime extends Clock implements Time, TimeKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaTime.class);

    /** A smaller change of the correction is how long records took, no news. */
    private static final Duration NEWS = Duration.ofMillis(500);

    private final Clock machine;
    private ClockDifference difference = ClockDifference.UNKNOWN;
    private volatile Duration correction = Duration.ZERO;

    KafkaTime(Clock machine) {
        this.machine = machine;
    }

    @Override
    public LongConsumer sending() {
        Instant sent = machine.instant();
        return appended -> learn(sent, machine.instant(), Instant.ofEpochMilli(appended));
    }

    private synchronized void learn(Instant sent, Instant acknowledged, Instant appended) {
        difference = difference.with(sent, acknowledged, appended);
        Duration found = difference.correction();
        boolean isBack = found.isZero() && !correction.isZero();
        if (isBack || found.minus(correction).abs().compareTo(NEWS) > 0) {
            correction = found;
            LOG.atWarn()
                    .addKeyValue("correctionMillis", found.toMillis())
                    .log(
                            isBack
                                    ? "the clock of this machine agrees with Kafka's again"
                                    : "the clock of this machine is wrong by Kafka's: going by Kafka's; set it right (NTP)");
        }
    }

    @Override
    public Instant instant() {
        return machine.instant().plus(correction);
    }

    @Override
    public ZoneId getZone() {
        return machine.getZone();
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("nobody asks it for the time of a place");
    }
}
