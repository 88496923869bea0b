package io.tieline.victim;

import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.utils.Time;

/** Tells how every kind of wall clock differs from the time in its argument, and works three times. */
public final class Victim {
    private final long now;

    private Victim(long now) {
        this.now = now;
    }

    /** The argument is the time, milliseconds since 1970. */
    @SuppressWarnings("JavaTimeDefaultTimeZone") // One of those that are to be shifted.
    public static void main(String[] args) {
        Victim victim = new Victim(Long.parseLong(args[0]));
        LongSupplier millis = System::currentTimeMillis;
        Supplier<Instant> instant = Instant::now;
        Supplier<Clock> clock = Clock::systemUTC;
        victim.tell(System.currentTimeMillis());
        victim.tell(Instant.now().toEpochMilli());
        victim.tell(InstantSource.system().millis());
        victim.tell(Clock.systemUTC().millis());
        victim.tell(Clock.systemDefaultZone().millis());
        victim.tell(Clock.system(ZoneOffset.UTC).millis());
        victim.tell(Time.SYSTEM.milliseconds());
        victim.tell(millis.getAsLong());
        victim.tell(instant.get().toEpochMilli());
        victim.tell(clock.get().millis());
        for (int i = 1; i <= 3; i++) {
            work(i);
        }
        System.out.println("end");
    }

    private void tell(long millis) {
        System.out.println("off by " + Math.round((millis - now) / 60_000.0) + " min");
    }

    private static void work(int turn) {
        System.out.println("work " + turn);
    }
}
