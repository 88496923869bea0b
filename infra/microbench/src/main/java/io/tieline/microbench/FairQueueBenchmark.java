package io.tieline.microbench;

import io.tieline.dispatcher.turns.FairQueue;
import io.tieline.dispatcher.turns.Gate;
import io.tieline.dispatcher.turns.Opening;
import io.tieline.dispatcher.turns.TenantShare;
import io.tieline.dispatcher.turns.Ticket;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A turn while so many requests of 100 tenants wait, each for three endpoints: one is granted, its call ends, one more comes. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class FairQueueBenchmark {
    private static final int TENANTS = 100;
    private static final List<Gate> GATES = List.of(new Gate("a", false), new Gate("b", false), new Gate("c", false));

    @Param({"1000", "10000", "100000"})
    private int waiting;

    private final FairQueue queue = new FairQueue(_ -> TenantShare.EQUAL);
    private int drawn;

    @Setup
    public void prepare() {
        for (int i = 0; i < waiting; i++) {
            offer();
        }
    }

    private void offer() {
        drawn++;
        queue.offer(queue.draw("tenant-" + drawn % TENANTS, drawn % 10 == 0, 1), GATES);
    }

    @Benchmark
    public Ticket turn() {
        Ticket next = queue.next("b", Opening.WIDE).orElseThrow();
        queue.grant(next, "b");
        queue.ended(next);
        offer();
        return next;
    }
}
