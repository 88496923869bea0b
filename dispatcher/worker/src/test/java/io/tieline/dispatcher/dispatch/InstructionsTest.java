package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.Endpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.dispatcher.provider.FakeProviderCaller.Call;
import io.tieline.routing.Ask;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Objective;
import io.tieline.routing.Outage;
import io.tieline.routing.Pinning;
import io.tieline.routing.Plan;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.Attempt;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Operation;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.Tool;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstructionsTest {
    private static final Endpoint USUAL = endpoint("a");
    private static final Endpoint OTHER = endpoint("b");
    private static final InferenceRequest REQUEST = Requests.request()
            .setMessages(List.of(Messages.text(Role.SYSTEM, "Be kind."), Messages.text(Role.USER, "Hello")))
            .build();

    private static Plan plan(Map<String, String> prompts, @Nullable String note) {
        Route route = new Route(
                "summarize", List.of("a", "b"), Objective.LISTED, null, false, Pinning.PREFER, null, prompts, note);
        return Plan.of(
                "r-1",
                Ask.PLAIN,
                Tenant.unrestricted("t"),
                route,
                List.of(USUAL, OTHER),
                Optional.empty(),
                Outage.NONE);
    }

    private static List<String> read(Plan plan, Endpoint by) {
        return Instructions.addTo(REQUEST, plan, by).getMessages().stream()
                .map(Message::getContent)
                .toList();
    }

    @Test
    void shouldPutTheFamilysPromptBeforeAndTheNoteBehindTheRequestsOwnInstructions() {
        // Given
        Plan plan = plan(Map.of(OTHER.family(), "You are terse."), "Write as the usual one does.");

        // When, Then
        assertThat(read(plan, OTHER))
                .containsExactly("You are terse.", "Be kind.", "Write as the usual one does.", "Hello");
    }

    @Test
    void shouldLeaveTheRequestAsItIsForTheUsualFamily() {
        // Given
        Plan plan = plan(Map.of(OTHER.family(), "You are terse."), "Write as the usual one does.");

        // When, Then
        assertThat(Instructions.addTo(REQUEST, plan, USUAL)).isSameAs(REQUEST);
        assertThat(Instructions.addTo(REQUEST, plan(Map.of(), null), OTHER)).isSameAs(REQUEST);
    }

    @Test
    void shouldChangeNothingButTheMessages() {
        // Given
        InferenceRequest asked = Requests.request()
                .setJobId("j-1")
                .setTemperature(0.5)
                .setTools(List.of(new Tool("t", null, "{}")))
                .build();

        // When
        InferenceRequest read = Instructions.addTo(asked, plan(Map.of(USUAL.family(), "Hi."), null), USUAL);

        // Then
        assertThat(read.getMessages()).hasSize(2);
        assertThat(asked.getMessages()).hasSize(1);
        read.put("messages", asked.getMessages());
        assertThat(read).isEqualTo(asked);
    }

    @Test
    void shouldTellNothingToWhoeverMakesVectors() {
        // Given
        InferenceRequest asked = Requests.request()
                .setOperation(Operation.EMBEDDINGS)
                .setMessages(List.of())
                .setInputs(List.of("Hello"))
                .build();

        // When, Then
        assertThat(Instructions.addTo(asked, plan(Map.of(OTHER.family(), "You are terse."), "As usual."), OTHER))
                .isSameAs(asked);
    }

    @Test
    void shouldBeginWithTheNoteWhereThereAreNoInstructions() {
        // Given
        InferenceRequest asked = Requests.request().build();

        // When
        InferenceRequest read = Instructions.addTo(asked, plan(Map.of(), "As usual."), OTHER);

        // Then
        assertThat(read.getMessages())
                .containsExactly(
                        Messages.text(Role.SYSTEM, "As usual."),
                        asked.getMessages().getFirst());
    }

    @Test
    void shouldReachTheProviderAndLeaveNoTraceInReplyAndAttempts() throws Exception {
        Route plain = new Route("summarize", List.of("a", "b"));
        Route told = plan(Map.of(OTHER.family(), "You are terse."), "As usual.").route();
        try (Bench without = bench(plain);
                Bench with = bench(told)) {
            // When
            InferenceReply expected =
                    without.reply(without.handle(Requests.request().build()));
            InferenceReply reply = with.reply(with.handle(Requests.request().build()));

            // Then
            assertThat(with.caller.calls()).extracting(Call::endpointId).containsExactly("a", "b");
            assertThat(with.caller.calls().getFirst().request())
                    .isEqualTo(Requests.request().build());
            assertThat(with.caller.calls().getLast().request().getMessages())
                    .extracting(Message::getContent)
                    .containsExactly("You are terse.", "As usual.", "Please summarise.");
            assertThat(reply.getServedBy().getEndpointId()).isEqualTo("b");
            assertThat(reply).isEqualTo(expected);
            assertThat(withoutIds(with.attempts())).isEqualTo(withoutIds(without.attempts()));
        }
    }

    private static List<Attempt> withoutIds(List<Attempt> attempts) {
        attempts.forEach(attempt -> attempt.put("attemptId", ""));
        return attempts;
    }

    /** One whose preferred endpoint fails. */
    private static Bench bench(Route route) {
        TestClock clock = new TestClock();
        Catalogue catalogue = new Catalogue(
                List.of(USUAL, OTHER, endpoint("elsewhere")), List.of(route, new Route("other", List.of("elsewhere"))));
        Bench bench = new Bench(clock, clock, catalogue);
        bench.caller.results("a", FakeProviderCaller.failure(ErrorCode.PROVIDER_SERVER_ERROR));
        return bench;
    }
}
