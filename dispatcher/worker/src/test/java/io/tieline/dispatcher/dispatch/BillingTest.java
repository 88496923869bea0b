package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.provider.CallResult;
import io.tieline.routing.Ask;
import io.tieline.routing.Price;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.avro.Usage;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class BillingTest {
    /** 17 bytes, which are about 5 tokens. */
    private static final Ask ASK = Ask.of(Requests.request().build());

    private static CallResult.Failure failure(ErrorCode code, @Nullable Integer status, @Nullable Usage usage) {
        return new CallResult.Failure(code, "pretended", status, null, null, usage);
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            names = {
                "PROVIDER_TIMEOUT",
                "PROVIDER_STREAM_BROKEN",
                "DEADLINE_EXCEEDED",
                "CALLER_CANCELLED",
                "BROKER_INTERRUPTED"
            })
    void takesWhatWasReadForBilledWhereACallWasCutOff(ErrorCode code) {
        // When, Then
        assertThat(Billing.usage(failure(code, null, null), ASK)).isEqualTo(new Usage(5L, 0L, true, 0L));
    }

    @ParameterizedTest
    @EnumSource(
            value = ErrorCode.class,
            mode = Mode.EXCLUDE,
            names = {
                "PROVIDER_TIMEOUT",
                "PROVIDER_STREAM_BROKEN",
                "DEADLINE_EXCEEDED",
                "CALLER_CANCELLED",
                "BROKER_INTERRUPTED"
            })
    void takesNothingForBilledWhereTheProviderSaysNothingOfIt(ErrorCode code) {
        // When, Then
        assertThat(Billing.usage(failure(code, null, null), ASK)).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "PROVIDER_INVALID_OUTPUT,200,true",
        "PROVIDER_INVALID_OUTPUT,302,false",
        "PROVIDER_TRUNCATED_OUTPUT,200,true",
        "PROVIDER_SCHEMA_MISMATCH,200,true",
        "REQUEST_OUTPUT_LIMIT,200,true",
        "PROVIDER_SERVER_ERROR,200,false",
        "PROVIDER_SERVER_ERROR,500,false",
        "PROVIDER_RATE_LIMITED_BURST,429,false",
        "REQUEST_INVALID,400,false"
    })
    void takesWhatWasReadForBilledWhereAnAnswerCameThatIsOfNoUse(ErrorCode code, int status, boolean billed) {
        // When, Then
        assertThat(Billing.usage(failure(code, status, null), ASK))
                .isEqualTo(billed ? new Usage(5L, 0L, true, 0L) : null);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void believesTheProvider(ErrorCode code) {
        // Given
        Usage told = new Usage(7L, 2L, false, 3L);
        // When, Then
        assertThat(Billing.usage(failure(code, 200, told), ASK)).isEqualTo(told);
    }

    @Test
    void pricesCachedTokensByTheirOwnPrice() {
        // Given
        Price price = new Price(BigDecimal.TWO, BigDecimal.TEN, new BigDecimal("0.5"));
        // When, Then
        assertThat(Billing.microUsd(new Usage(100L, 10L, false, 0L), price)).isEqualTo(300);
        assertThat(Billing.microUsd(new Usage(100L, 10L, false, 60L), price)).isEqualTo(210);
    }
}
