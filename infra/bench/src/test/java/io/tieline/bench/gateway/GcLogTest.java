package io.tieline.bench.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class GcLogTest {
    @Test
    void shouldTellTheMostBeforeAndAfterCollections() {
        assertThat(GcLog.of(List.of(
                        "[0.010s] Using G1",
                        "[1.105s] GC(0) Pause Young (Normal) (G1 Evacuation Pause) 23M->5M(128M) 4.812ms",
                        "[9.301s] GC(1) Pause Young (Concurrent Start) (Metadata GC Threshold) 150M->31M(256M) 9.120ms",
                        "[9.310s] GC(2) Concurrent Mark Cycle",
                        "[9.402s] GC(2) Pause Remark 33M->32M(256M) 3.007ms",
                        "[9.450s] GC(2) Pause Cleanup 32M->32M(256M) 0.103ms",
                        "[9.451s] GC(2) Concurrent Mark Cycle 141.220ms",
                        "[12.000s] GC(3) Pause Full (Diagnostic Command) 40M->24M(96M) 50.001ms")))
                .isEqualTo(new GcLog(150, 32, 24, 96));
    }

    @Test
    void shouldTellOfTheSerialCollectorAlike() {
        assertThat(GcLog.of(List.of("[0.3s] GC(0) Pause Young (Allocation Failure) 17M->2M(61M) 2.801ms")))
                .isEqualTo(new GcLog(17, 2, 2, 61));
    }

    @Test
    void shouldTellNothingWithoutCollections() {
        assertThat(GcLog.of(List.of())).isEqualTo(new GcLog(0, 0, 0, 0));
    }
}
