package io.tieline.dispatcher.provider;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Endpoint;
import io.tieline.routing.WireFormat;
import io.tieline.schemas.ErrorCode;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class FakeProviderCallerTest extends ProviderCallerContract {
    private final FakeProviderCaller caller = new FakeProviderCaller();

    @Override
    World start() {
        Endpoint answering = Samples.endpoint(WireFormat.OPENAI_CHAT, "fake", "answering", "http://127.0.0.1");
        Endpoint overloaded = Samples.endpoint(WireFormat.OPENAI_CHAT, "fake", "overloaded", "http://127.0.0.1");
        Endpoint hanging = Samples.endpoint(WireFormat.OPENAI_CHAT, "fake", "hanging", "http://127.0.0.1");
        caller.results(answering.id(), FakeProviderCaller.answer("hello"))
                .results(overloaded.id(), FakeProviderCaller.failure(ErrorCode.PROVIDER_OVERLOADED))
                .hang(hanging.id());
        return new World(caller, answering, overloaded, hanging);
    }

    @Override
    void awaitCalling() {
        Awaitility.await().until(() -> caller.calls("fake/hanging") == 1);
    }

    @Test
    void shouldGiveResultsInTurnAndTheLastForEver() throws Exception {
        // Given
        Endpoint endpoint = Samples.openAi();
        caller.results(
                endpoint.id(),
                FakeProviderCaller.failure(ErrorCode.PROVIDER_SERVER_ERROR),
                FakeProviderCaller.answer("better"));

        // When
        CallResult first = caller.call(endpoint, Samples.request().build(), Duration.ofSeconds(1), new CutOff());
        CallResult second = caller.call(endpoint, Samples.request().build(), Duration.ofSeconds(1), new CutOff());
        CallResult third = caller.call(endpoint, Samples.request().build(), Duration.ofSeconds(1), new CutOff());

        // Then
        assertThat(codeOf(first)).isEqualTo(ErrorCode.PROVIDER_SERVER_ERROR);
        assertThat(second).isEqualTo(FakeProviderCaller.answer("better")).isEqualTo(third);
        assertThat(caller.calls()).hasSize(3);
    }
}
