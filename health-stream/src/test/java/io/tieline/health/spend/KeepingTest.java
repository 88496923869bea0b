package io.tieline.health.spend;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.schemas.avro.Spend;
import io.tieline.schemas.avro.SpendScope;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeepingTest {
    private static final Instant CHANGED = Instant.parse("2026-11-25T10:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "TENANT,2026-11-25,2027-02-23T23:59:59Z,false",
        "TENANT,2026-11-25,2027-02-24T00:00:00Z,true",
        "ROUTE,2026-11,2028-12-31T23:59:59Z,false",
        "ROUTE,2026-11,2029-01-01T00:00:00Z,true",
        "JOB,'',2026-12-25T10:00:00Z,false",
        "JOB,'',2026-12-25T10:00:01Z,true",
        "ENDPOINT,-99999-01-01,2026-11-25T10:00:00Z,true",
        "ENDPOINT,nonsense,2026-11-25T10:00:00Z,true"
    })
    void keepsDaysMonthsAndJobsForTheirTime(SpendScope scope, String period, Instant now, boolean over) {
        // Given
        Spend spend = new Spend(scope, "name", period, 1L, 1L, 0L, 1L, 1L, 0L, Map.of(), CHANGED);
        // When, Then
        assertThat(Keeping.isOver(spend, now)).isEqualTo(over);
    }
}
