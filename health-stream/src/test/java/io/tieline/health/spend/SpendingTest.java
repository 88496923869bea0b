package io.tieline.health.spend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import io.tieline.schemas.avro.Usage;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SpendingTest {
    private static final Instant WRITTEN = Priced.ENDED.plusMillis(5);

    @Test
    void makesAnAttemptAPartOfEverySumThatItBelongsTo() {
        // When
        List<Spend> parts = Spending.of(Priced.call(250).setJobId("nightly/7").build(), WRITTEN);
        // Then
        assertThat(parts)
                .extracting(Spending::key)
                .containsExactlyInAnyOrder(
                        "tenant/acme/2026-11-25",
                        "tenant/acme/2026-11",
                        "route/summarize/2026-11-25",
                        "route/summarize/2026-11",
                        "endpoint/openai/gpt-4o/2026-11-25",
                        "endpoint/openai/gpt-4o/2026-11",
                        "job/acme/nightly/7");
        assertThat(parts).allSatisfy(part -> {
            assertThat(part.getAttempts()).isEqualTo(1);
            assertThat(part.getInputTokens()).isEqualTo(100);
            assertThat(part.getCachedInputTokens()).isEqualTo(30);
            assertThat(part.getOutputTokens()).isEqualTo(20);
            assertThat(part.getCostMicroUsd()).isEqualTo(250);
            assertThat(part.getEstimatedMicroUsd()).isZero();
            assertThat(part.getUpdatedAt()).isEqualTo(WRITTEN);
            assertThat(part.getByWorker())
                    .isEqualTo(part.getScope() == SpendScope.TENANT ? Map.of("w-1", 250L) : Map.of());
        });
    }

    @Test
    void countsNoJobWhereThereIsNone() {
        // When, Then
        assertThat(Spending.of(Priced.call(250).build(), WRITTEN))
                .extracting(Spend::getScope)
                .doesNotContain(SpendScope.JOB)
                .hasSize(6);
    }

    @Test
    void marksWhatRestsOnEstimates() {
        // Given
        Attempt estimated =
                Priced.call(250).setUsage(new Usage(100L, 20L, true, 0L)).build();
        // When, Then
        assertThat(Spending.of(estimated, WRITTEN))
                .isNotEmpty()
                .allSatisfy(part -> assertThat(part.getEstimatedMicroUsd()).isEqualTo(250));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-25T23:59:59.999Z,2026-11-25,2026-11",
        "2026-11-30T23:59:59.999Z,2026-11-30,2026-11",
        "2026-12-01T00:00:00Z,2026-12-01,2026-12",
        "2024-02-29T12:00:00Z,2024-02-29,2024-02"
    })
    void goesByTheDayInUtcOnWhichTheCallEnded(Instant endedAt, String day, String month) {
        // When, Then
        assertThat(Spending.of(Priced.call(1).setEndedAt(endedAt).build(), endedAt.plusSeconds(5)))
                .extracting(Spend::getPeriod)
                .containsOnly(day, month);
    }

    static Stream<Arguments> noSpend() {
        return Stream.of(
                Arguments.of("a call that goes on", Priced.call(250).setCode(ErrorCode.PROVIDER_OVERDUE.wire())),
                Arguments.of(
                        "a failure that was not billed",
                        Priced.call(0)
                                .setCode(ErrorCode.PROVIDER_SERVER_ERROR.wire())
                                .setUsage(null)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource
    void noSpend(String what, Attempt.Builder attempt) {
        // When, Then
        assertThat(Spending.of(attempt.build(), WRITTEN)).as(what).isEmpty();
    }

    @Test
    void countsTheTokensOfAnEndpointThatCostsNothing() {
        // When, Then
        assertThat(Spending.of(Priced.call(0).build(), WRITTEN)).hasSize(6);
    }

    static Stream<Arguments> problems() {
        return Stream.of(
                Arguments.of(Priced.call(-1), "costMicroUsd is -1, allowed: 0 to 1000000000000"),
                Arguments.of(Priced.call(Long.MAX_VALUE), "costMicroUsd is 9223372036854775807"),
                Arguments.of(Priced.call(1).setUsage(new Usage(-5L, 1L, false, 0L)), "usage is"),
                Arguments.of(Priced.call(1).setUsage(new Usage(5L, -1L, false, 0L)), "usage is"),
                Arguments.of(
                        Priced.call(1).setUsage(new Usage(5L, 1L, false, 6L)), "no more cached ones than were read"),
                Arguments.of(
                        Priced.call(1).setEndedAt(Priced.ENDED.plus(Duration.ofDays(2))),
                        "does the clock of w-1 go wrong?"));
    }

    @ParameterizedTest
    @MethodSource
    void problems(Attempt.Builder attempt, String problem) {
        // When, Then
        assertThat(Spending.problem(attempt.build(), WRITTEN).orElseThrow()).contains(problem);
    }

    @Test
    void findsNoProblemWhereClocksDifferALittle() {
        // When, Then
        assertThat(Spending.problem(Priced.call(1).build(), Priced.ENDED.minus(Duration.ofHours(20))))
                .isEmpty();
    }

    private static Spend sumOf(List<Spend> parts) {
        return parts.stream().reduce(Spending::sum).orElseThrow();
    }

    private static Spend tenantDay(Attempt.Builder attempt, Instant writtenAt) {
        return Spending.of(attempt.build(), writtenAt).getFirst();
    }

    @Test
    void isTheSameInWhateverOrderItIsAddedUp() {
        // Given
        long seed = 20261125;
        Random random = new Random(seed);
        List<Spend> parts = IntStream.range(0, 200)
                .mapToObj(i -> tenantDay(
                        Priced.call(random.nextInt(1_000)).setWorkerId("w-" + random.nextInt(5)),
                        WRITTEN.plusMillis(i)))
                .toList();
        // When
        Spend inOrder = sumOf(parts);
        Spend split = Spending.sum(sumOf(parts.subList(120, 200)), sumOf(parts.subList(0, 120)));
        // Then
        assertThat(split).as("seed %s", seed).isEqualTo(inOrder);
        assertThat(inOrder.getAttempts()).isEqualTo(200);
        assertThat(inOrder.getUpdatedAt()).isEqualTo(WRITTEN.plusMillis(199));
        assertThat(inOrder.getByWorker().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(inOrder.getCostMicroUsd());
    }

    @Test
    void neitherOverflowsNorGrowsWithoutBounds() {
        // Given
        long most = Long.MAX_VALUE;
        Spend huge = new Spend(SpendScope.ROUTE, "r", "2026-11", most, most, most, most, most, most, Map.of(), WRITTEN);
        List<Spend> workers = IntStream.range(0, Spending.MOST_WORKERS + 50)
                .mapToObj(i -> tenantDay(Priced.call(1).setWorkerId("w-" + i), WRITTEN))
                .toList();
        // When, Then
        assertThat(Spending.sum(huge, huge)).isEqualTo(huge);
        assertThat(sumOf(workers).getByWorker()).hasSize(Spending.MOST_WORKERS);
        assertThat(sumOf(workers).getCostMicroUsd()).isEqualTo(Spending.MOST_WORKERS + 50);
    }
}
