package io.tieline.health.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.health.Attempts;
import io.tieline.health.stream.TestJob.Row;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.HealthState;
import io.tieline.schemas.avro.ProbeClaim;
import io.tieline.schemas.avro.ProviderHealth;
import io.tieline.schemas.avro.UnreadableRecord;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Input that nobody should have written. */
class PoisonTopologyTest extends TopologyScene {
    private void assertGoesOn() {
        job.attempt(Attempts.good("next/one", "w-1").build());
        ProviderHealth next = job.health("next/one");
        assertThat(next.getState()).isEqualTo(HealthState.HEALTHY);
        assertThat(next.getWindows().getFirst().getAttempts()).isEqualTo(1);
    }

    @Test
    void putsBytesThatAreNoAttemptAsideWithTheReason() {
        // Given
        long seed = System.nanoTime();
        System.out.println("Seed of the bytes: " + seed);
        Random random = new Random(seed);
        List<byte[]> poison = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            poison.add(bytes);
        }
        // When
        poison.forEach(job::attempt);
        // Then
        List<UnreadableRecord> letters = job.letters();
        assertThat(letters).hasSameSizeAs(poison);
        for (int i = 0; i < poison.size(); i++) {
            UnreadableRecord letter = letters.get(i);
            assertThat(letter.getRaw().array()).isEqualTo(poison.get(i));
            assertThat(letter.getReason()).isNotBlank();
            assertThat(letter.getSource().getTopic()).isEqualTo(Topics.ATTEMPTS.name());
            assertThat(letter.getSource().getPartition()).isZero();
            assertThat(letter.getSource().getOffset()).isEqualTo(i);
            assertThat(letter.getReadAt()).isEqualTo(TestJob.START);
        }
        assertThat(job.counters.unreadable.sum()).isEqualTo(poison.size());
        assertThat(job.counters.attempts.sum()).isZero();
        assertThat(job.published()).isEmpty();
        assertGoesOn();
    }

    @Test
    void putsARecordWithoutAValueAside() {
        // When
        job.attempt((byte[]) null);
        // Then
        assertThat(job.letters()).singleElement().satisfies(letter -> {
            assertThat(letter.getRaw()).isNull();
            assertThat(letter.getReason()).isEqualTo("the record has no value");
        });
        assertGoesOn();
    }

    @Test
    void putsARecordOfAnotherTypeAside() {
        // When
        job.attempt(PlainAvro.bytes(new ProbeClaim(ALPHA, "w-1", 0L, 1_000L)));
        job.claim(PlainAvro.bytes(Attempts.good(ALPHA, "w-1").build()));
        // Then
        assertThat(job.letters())
                .extracting(letter -> letter.getSource().getTopic())
                .containsExactly(Topics.ATTEMPTS.name(), Topics.PROBE_CLAIMS.name());
        assertThat(job.published()).isEmpty();
        assertGoesOn();
    }

    /** Nothing can be told then, not even that there is something to tell. */
    @Test
    void goesOnWhileTheRegistryIsAway() {
        // Given
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        var _ = job.published();
        job.avro.setAway(true);
        // When
        job.attempt(Attempts.good(ALPHA, "w-1").build());
        job.pass(Duration.ofSeconds(5));
        List<Row> meanwhile = job.published();
        job.avro.setAway(false);
        job.pass(Duration.ofSeconds(5));
        // Then
        assertThat(meanwhile).isEmpty();
        assertThat(job.counters.unreadable.sum()).isEqualTo(1);
        assertThat(job.counters.unpublished.sum()).isEqualTo(2);
        assertThat(job.published()).extracting(Row::key).contains(ALPHA, "#provider/alpha", "#domain/europe");
        assertGoesOn();
    }

    static Stream<Arguments> words() {
        return Stream.of(
                Arguments.of("no endpoint", Attempts.bad(ALPHA, "w-1").setEndpointId("")),
                Arguments.of("no provider", Attempts.bad(ALPHA, "w-1").setProvider("")),
                Arguments.of("no model", Attempts.good(ALPHA, "w-1").setModel("")),
                Arguments.of("no worker", Attempts.bad(ALPHA, "")),
                Arguments.of("no request", Attempts.bad(ALPHA, "w-1").setRequestId("")),
                Arguments.of("no code", Attempts.of(ALPHA, "w-1", "")),
                Arguments.of("a code of nobody", Attempts.of(ALPHA, "w-1", "\u0000moon.melted")),
                Arguments.of("a code of a newer version", Attempts.of(ALPHA, "w-1", "provider.melted")),
                Arguments.of(
                        "failure domains without a name, and twice",
                        Attempts.good(ALPHA, "w-1").setFailureDomains(List.of("", "", "a", "a"))));
    }

    static Stream<Arguments> numbers() {
        Instant end = Instant.parse("9999-12-31T23:59:59Z");
        return Stream.of(
                Arguments.of(
                        "an end before the beginning",
                        Attempts.good(ALPHA, "w-1").setEndedAt(Instant.EPOCH)),
                Arguments.of(
                        "an end in the year 9999", Attempts.good(ALPHA, "w-1").setEndedAt(end)),
                Arguments.of(
                        "a beginning in the year 9999",
                        Attempts.good(ALPHA, "w-1").setStartedAt(end)),
                Arguments.of(
                        "a number of the future", Attempts.good(ALPHA, "w-1").setSeenEpoch(Long.MAX_VALUE)),
                Arguments.of(
                        "a number below zero",
                        Attempts.good(ALPHA, "w-1").setSeenEpoch(-1L).setNumber(-1)),
                Arguments.of("more than all money", Attempts.good(ALPHA, "w-1").setCostMicroUsd(Long.MAX_VALUE)),
                Arguments.of("less than no money", Attempts.good(ALPHA, "w-1").setCostMicroUsd(Long.MIN_VALUE)),
                Arguments.of(
                        "more tokens than there are",
                        Attempts.good(ALPHA, "w-1").setUsage(new Usage(Long.MAX_VALUE, Long.MAX_VALUE, false, 0L))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"words", "numbers"})
    void goesOnAfterAnAttemptThatMakesNoSense(String what, Attempt.Builder attempt) {
        // When
        for (int i = 0; i < 3; i++) {
            job.attempt(attempt.build());
            job.pass(Duration.ofSeconds(1));
        }
        // Then
        assertThat(job.counters.attempts.sum() + job.counters.unreadable.sum())
                .as(what)
                .isEqualTo(3);
        assertGoesOn();
    }

    @Test
    void judgesACodeThatOnlyANewerVersionKnowsByItsOwner() {
        // When
        for (int i = 0; i < 4; i++) {
            job.attempt(Attempts.of(ALPHA, "w-1", "provider.melted").build());
            job.attempt(Attempts.of("beta/two", "w-1", "moon.melted").build());
        }
        // Then
        assertThat(job.health(ALPHA).getState()).isEqualTo(HealthState.SUSPECT);
        job.pass(Duration.ofSeconds(1));
        assertThat(job.health("beta/two").getState()).isEqualTo(HealthState.HEALTHY);
        assertThat(job.health("beta/two").getWindows().getFirst().getFailures()).containsEntry("moon.melted", 4L);
        assertThat(ErrorCode.ofWire("provider.melted")).isEmpty();
    }

    @Test
    void endsAProbeSoonThatIsClaimedForLessThanNoTime() {
        // Given
        job.takeDown(ALPHA);
        job.passUntil(job.health(ALPHA).getUntil().plusMillis(100));
        long open = job.health(ALPHA).getEpoch();
        // When
        job.claim(new ProbeClaim(ALPHA, "w-1", open, Long.MIN_VALUE / 2), job.now());
        job.pass(Duration.ofSeconds(3));
        // Then
        assertThat(job.health(ALPHA).getProbe()).isNull();
        assertThat(job.health(ALPHA).getEpoch()).isEqualTo(open + 2);
        assertGoesOn();
    }
}
