package io.tieline.testing.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScheduleTest {
    private static final Duration LENGTH = Duration.ofMinutes(30);
    private static final List<Part> PARTS = List.of(
            new Part("d1", "dispatcher", Set.of("kill", "stop", "slow")),
            new Part("d2", "dispatcher", Set.of("kill", "stop", "slow")),
            new Part("b1", "broker", Set.of("kill", "blackhole")),
            new Part("b2", "broker", Set.of("kill")),
            new Part("b3", "broker", Set.of("kill")),
            new Part("registry", "registry", Set.of()));
    private static final ScheduleRules RULES = new ScheduleRules(
            Map.of("dispatcher", 1, "broker", 2),
            Set.of("blackhole"),
            Set.of("slow"),
            Duration.ofSeconds(8),
            Duration.ofSeconds(2),
            Duration.ofSeconds(40),
            Duration.ofMinutes(3));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void shouldKeepToTheRules(long seed) {
        List<Planned> faults = Schedule.of(seed, LENGTH, PARTS, RULES).faults();
        assertThat(faults).hasSizeGreaterThan(20).allSatisfy(fault -> {
            assertThat(fault.duration()).isBetween(RULES.shortest(), RULES.longest());
            assertThat(fault.end()).isLessThanOrEqualTo(LENGTH.minus(RULES.calm()));
            assertThat(PARTS)
                    .anyMatch(part ->
                            part.name().equals(fault.part()) && part.faults().contains(fault.fault()));
        });
        for (Planned fault : faults) {
            List<Planned> others = faults.stream()
                    .filter(other -> !other.equals(fault) && other.overlaps(fault))
                    .toList();
            assertThat(others).noneMatch(other -> other.part().equals(fault.part()));
            atTheBeginningOf(fault, faults);
        }
    }

    /** The number of those gone only grows at the beginning of a fault. */
    private static void atTheBeginningOf(Planned fault, List<Planned> faults) {
        if (fault.fault().equals("blackhole") || fault.fault().equals("slow")) {
            return;
        }
        Set<String> gone = new HashSet<>();
        faults.stream()
                .filter(other -> !other.fault().equals("slow")
                        && other.at().compareTo(fault.at()) <= 0
                        && other.end().compareTo(fault.at()) > 0)
                .forEach(other -> gone.add(other.part()));
        if (fault.part().startsWith("d")) {
            assertThat(gone).as(fault.toString()).doesNotContain(fault.part().equals("d1") ? "d2" : "d1");
        } else {
            assertThat(gone.stream().filter(name -> name.startsWith("b"))).hasSize(1);
        }
    }

    @Test
    void shouldMakeTheSameFromTheSameSeedAndUseEveryFault() {
        Schedule schedule = Schedule.of(7, LENGTH, PARTS, RULES);
        assertThat(schedule).isEqualTo(Schedule.of(7, LENGTH, PARTS, RULES));
        assertThat(schedule).isNotEqualTo(Schedule.of(8, LENGTH, PARTS, RULES));
        assertThat(schedule.faults().stream().map(Planned::fault).distinct())
                .containsExactlyInAnyOrder("kill", "stop", "slow", "blackhole");
    }

    @Test
    void shouldReadWhatItPrints() {
        Schedule schedule = Schedule.of(7, LENGTH, PARTS, RULES);
        assertThat(Schedule.parse("# seed 7\n\n" + schedule)).isEqualTo(schedule);
        assertThatThrownBy(() -> Schedule.parse("1 kill d1")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Schedule.parse("x kill d1 2")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void shouldBeHalved() {
        Schedule schedule = Schedule.of(7, LENGTH, PARTS, RULES);
        List<Schedule> halves = schedule.halves();
        assertThat(halves.get(0).faults().size() + halves.get(1).faults().size())
                .isEqualTo(schedule.faults().size());
        assertThat(new Schedule(schedule.faults().subList(0, 1)).halves()).isEmpty();
    }
}
