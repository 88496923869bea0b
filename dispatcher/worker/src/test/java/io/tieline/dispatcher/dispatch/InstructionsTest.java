package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.Endpoints.endpoint;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.routing.Ask;
import io.tieline.routing.Endpoint;
import io.tieline.routing.Objective;
import io.tieline.routing.Outage;
import io.tieline.routing.Pinning;
import io.tieline.routing.Plan;
import io.tieline.routing.Route;
import io.tieline.routing.Tenant;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
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
        Route route =
                new Route("r", List.of("a", "b"), Objective.LISTED, null, false, Pinning.PREFER, null, prompts, note);
        return Plan.of(
                Ask.PLAIN, Tenant.unrestricted("t"), route, List.of(USUAL, OTHER), Optional.empty(), Outage.NONE);
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
}
