package io.tieline.health.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.health.judge.Condition;
import io.tieline.health.judge.Detector;
import io.tieline.health.judge.Evidence;
import io.tieline.health.judge.Judge;
import io.tieline.health.judge.JudgeSettings;
import io.tieline.health.judge.Observation;
import io.tieline.health.judge.Observation.Sign;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JudgeCodecTest {
    static List<Condition> conditions() {
        return Samples.conditions();
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void shouldKeepAllThatAJudgeKnows(Condition condition) throws IOException {
        // Given
        Judge judge = Samples.judge("e1", condition);

        // When
        Judge read = read(bytes(judge));

        // Then
        assertThat(read.condition()).isEqualTo(condition);
        assertThat(read.relapses()).isEqualTo(3);
        assertThat(read.countsFrom()).isEqualTo(11);
        assertThat(read.workers()).isEqualTo(judge.workers());
        assertThat(read.admitted()).isEqualTo(judge.admitted());
        assertThat(read.detector().score()).isEqualTo(12.5);
        assertThat(read.detector().usualRate()).isEqualTo(0.0375);
        assertSame(read.detector().evidence().orElseThrow(), Samples.evidence());
    }

    @Test
    void shouldKeepAJudgeThatKnowsNothing() throws IOException {
        // Given
        Judge judge = new Judge("e1", JudgeSettings.DEFAULTS, Samples.NOW);

        // When
        Judge read = read(bytes(judge));

        // Then
        assertThat(read.condition()).isEqualTo(judge.condition());
        assertThat(read.workers()).isEmpty();
        assertThat(read.detector().evidence()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("conditions")
    void shouldReadNothingFromBytesThatEndEarly(Condition condition) throws IOException {
        byte[] bytes = bytes(Samples.judge("e1", condition));

        for (int length = 0; length < bytes.length; length++) {
            byte[] prefix = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> read(prefix)).as("%d bytes", length).isInstanceOf(EOFException.class);
        }
    }

    @ParameterizedTest
    @ValueSource(bytes = {5, -1, 127})
    void shouldRefuseAConditionThatDoesNotExist(byte kind) throws IOException {
        byte[] bytes = bytes(Samples.judge("e1", Samples.conditions().getFirst()));
        bytes[0] = kind;

        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(String.valueOf(kind));
    }

    /** All but broken connections, of which a moment's memory is lost on purpose. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void shouldJudgeOnAsIfItHadNeverBeenStored(long seed) throws IOException {
        Random random = new Random(seed);
        Judge kept = new Judge("e1", JudgeSettings.DEFAULTS, Samples.NOW);
        Judge stored = new Judge("e1", JudgeSettings.DEFAULTS, Samples.NOW);
        Set<Class<?>> met = new HashSet<>();
        Instant now = Samples.NOW;
        for (int i = 0; i < 10_000; i++) {
            now = now.plusMillis(random.nextInt(random.nextInt(50) == 0 ? 30_000 : 300));
            boolean ill = i / 200 % 2 == 0;
            long step = random.nextLong();
            act(kept, new Random(step), ill, now);
            act(stored, new Random(step), ill, now);
            if (random.nextInt(10) == 0) {
                stored = read(bytes(stored));
            }

            assertThat(stored.condition()).as("seed %d, step %d", seed, i).isEqualTo(kept.condition());
            assertThat(stored.detector().score()).isEqualTo(kept.detector().score());
            met.add(kept.condition().getClass());
        }

        assertThat(met).as("seed %d", seed).hasSize(5);
    }

    private static void act(Judge judge, Random random, boolean ill, Instant now) {
        String workerId = "w" + random.nextInt(3);
        long epoch = judge.condition().epoch();
        switch (random.nextInt(4)) {
            case 0 -> judge.tick(now);
            case 1 -> judge.claim(workerId, epoch, now.plusSeconds(random.nextInt(30)));
            default -> {
                Sign sign = ill && random.nextInt(10) != 0 ? Sign.BAD : Sign.GOOD;
                String requestId = "r" + random.nextInt(1_000);
                judge.observe(
                        new Observation(sign, "provider.timeout", requestId, workerId, OptionalLong.of(epoch)), now);
            }
        }
    }

    @Test
    void shouldKeepTheOrderInWhichRequestsFailed() throws IOException {
        // Given
        List<String> requests = List.of("zebra", "ant", "mole");
        Evidence run = Evidence.restored(Samples.NOW, Samples.NOW, 3, 3, Map.of(), requests, List.of());
        Detector detector = Detector.restored(JudgeSettings.DEFAULTS, 3, 0, Optional.of(run));
        Condition condition = Samples.conditions().getFirst();
        Judge judge = Judge.restored("e1", JudgeSettings.DEFAULTS, condition, detector, 0, 0, Map.of());

        // When
        Judge read = read(bytes(judge));

        // Then
        assertThat(read.detector().evidence().orElseThrow().requests()).containsExactlyElementsOf(requests);
    }

    private static void assertSame(Evidence read, Evidence expected) {
        assertThat(read.start()).isEqualTo(expected.start());
        assertThat(read.lastFailure()).isEqualTo(expected.lastFailure());
        assertThat(read.attempts()).isEqualTo(expected.attempts());
        assertThat(read.distinctRequests()).isEqualTo(expected.distinctRequests());
        assertThat(read.failures()).isEqualTo(expected.failures());
        assertThat(read.requests()).containsExactlyElementsOf(expected.requests());
        assertThat(read.workers()).isEqualTo(expected.workers());
    }

    private static byte[] bytes(Judge judge) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            JudgeCodec.write(judge, out);
        }
        return bytes.toByteArray();
    }

    private static Judge read(byte[] bytes) throws IOException {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            Judge judge = JudgeCodec.read("e1", JudgeSettings.DEFAULTS, in);
            assertThat(in.available()).as("bytes left").isZero();
            return judge;
        }
    }
}
