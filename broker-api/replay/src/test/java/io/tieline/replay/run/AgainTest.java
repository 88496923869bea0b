package io.tieline.replay.run;

import static io.tieline.replay.run.Fleet.EU;
import static io.tieline.replay.run.Fleet.US;
import static io.tieline.replay.select.Samples.again;
import static io.tieline.replay.select.Samples.letter;
import static io.tieline.replay.select.Samples.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.tieline.replay.select.Filter;
import io.tieline.replay.select.Found;
import io.tieline.replay.select.Samples;
import io.tieline.replay.select.Selection;
import io.tieline.replay.select.Source;
import io.tieline.routing.Endpoint;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.DeadLetter;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Replay;
import io.tieline.schemas.avro.ReplayMark;
import io.tieline.schemas.avro.ReplayOverrides;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.Role;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AgainTest {
    private static final Instant LATER = Samples.NOON.plusSeconds(86_400);

    private static Replay replay(UnaryOperator<ReplayOverrides.Builder> change) {
        return new NewReplay(
                        new Selection(Source.DEAD_LETTERS, Filter.ALL),
                        change.apply(ReplayOverrides.newBuilder()).build(),
                        null,
                        false,
                        NewReplay.Limits.USUAL,
                        "ann",
                        "an outage")
                .begin("replay-1", Samples.NOON);
    }

    private static Again.Result run(InferenceRequest request, Replay replay) {
        return new Again(replay, Fleet.CATALOGUE).of(Found.of(letter(request, "provider.timeout")), 1, LATER);
    }

    private static InferenceRequest made(InferenceRequest request, Replay replay) {
        return assertThat(run(request, replay))
                .asInstanceOf(type(Again.Result.Made.class))
                .actual()
                .request();
    }

    @Test
    void shouldKeepAllButIdAndTimes() {
        // Given
        InferenceRequest before = request("r")
                .setJobId("job")
                .setReplyTo(new ReplyTo("tieline.replies", 1))
                .setJurisdictions(List.of("eu"))
                .build();
        // When
        InferenceRequest request = made(before, replay(none -> none));
        // Then
        assertThat(request)
                .isEqualTo(InferenceRequest.newBuilder(before)
                        .setRequestId("r~1")
                        .setReplayOf(new ReplayMark("r", "replay-1", 1))
                        .setCreatedAt(LATER)
                        .setDeadline(LATER.plusSeconds(600))
                        .build());
    }

    @Test
    void shouldCountOnFromTheFirstRequest() {
        // Given
        Found found = Found.of(letter(again("r", 2, "replay-0").build(), "provider.timeout"));
        // When
        Again.Result result = new Again(replay(none -> none), Fleet.CATALOGUE).of(found, 3, LATER);
        // Then
        assertThat(result).isInstanceOfSatisfying(Again.Result.Made.class, made -> {
            assertThat(made.request().getRequestId()).isEqualTo("r~3");
            assertThat(made.request().getReplayOf().getRequestId()).isEqualTo("r");
        });
    }

    @Test
    void shouldChangeWhatItIsToldTo() {
        // When
        InferenceRequest request = made(
                request("r")
                        .setMaxCallMicroUsd(5_000L)
                        .setEndpointsDenied(List.of("x"))
                        .build(),
                replay(change -> change.setRoute("abroad")
                        .setDeadlineMillis(5_000L)
                        .setMaxOutputTokens(7)
                        .setTemperature(0.5)
                        .setTopP(0.9)
                        .setMaxAttempts(2)
                        .setMaxCallMicroUsd(9_000L)
                        .setEndpointsDenied(List.of(EU))));
        // Then
        assertThat(request.getRoute()).isEqualTo("abroad");
        assertThat(request.getDeadline()).isEqualTo(LATER.plusSeconds(5));
        assertThat(request.getMaxOutputTokens()).isEqualTo(7);
        assertThat(request.getTemperature()).isEqualTo(0.5);
        assertThat(request.getTopP()).isEqualTo(0.9);
        assertThat(request.getMaxAttempts()).isEqualTo(2);
        assertThat(request.getMaxCallMicroUsd()).isEqualTo(5_000);
        assertThat(request.getEndpointsDenied()).containsExactly("x", EU);
    }

    @ParameterizedTest(name = "tenant {0}, request {1} alone, replay {2} alone, by route {3}: {4}")
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "acme | -      | us/gpt | -      | us/gpt",
                "acme | -      | -      | abroad | us/gpt",
                "acme | eu/gpt | -      | -      | eu/gpt",
                "acme | eu/gpt | us/gpt | -      | refused: it allows [eu/gpt] alone",
                "acme | -      | own/x  | -      | refused: nobody may serve it: eu/gpt: is left out",
                "acme | -      | -      | other  | refused: route is 'other', which the catalogue doesn't name",
                "eve  | -      | -      | -      | eu/gpt",
                "eve  | -      | us/gpt | -      | refused: nobody may serve it",
                "eve  | -      | -      | abroad | refused: nobody may serve it: us/gpt: is in us, allowed: eu",
                "eve  | -      | -      | eu/gpt | refused: route is 'eu/gpt', which tenant 'eve' may not use",
                "sam  | -      | -      | -      | refused: tenant is 'sam', which the catalogue doesn't name",
            })
    void shouldNarrowAndNeverWiden(String tenant, String only, String replays, String route, String expected) {
        // Given
        InferenceRequest before = request("r")
                .setTenant(tenant)
                .setEndpointsOnly(only == null ? List.of() : List.of(only))
                .build();
        // When
        Again.Result result = run(
                before,
                replay(change ->
                        change.setRoute(route).setEndpointsOnly(replays == null ? List.of() : List.of(replays))));
        // Then
        switch (result) {
            case Again.Result.Refused(String why) ->
                assertThat("refused" + why.substring(1)).startsWith(expected);
            case Again.Result.Made made ->
                assertThat(made.plan().endpoints().stream().map(Endpoint::id)).contains(expected);
        }
    }

    @Test
    void shouldNeverLeaveTheJurisdictionsOfTheTenantOrTheRequest() {
        for (InferenceRequest bound : List.of(
                request("r").setTenant("eve").build(),
                request("r").setJurisdictions(List.of("eu")).build())) {
            for (String route : List.of("summarize", "abroad")) {
                for (List<String> only : List.of(List.<String>of(), List.of(US), List.of(EU, US))) {
                    // When
                    Again.Result result =
                            run(bound, replay(change -> change.setRoute(route).setEndpointsOnly(only)));
                    // Then
                    if (result instanceof Again.Result.Made made) {
                        assertThat(made.plan().endpoints())
                                .extracting(Endpoint::id)
                                .containsExactly(EU);
                        assertThat(made.request().getTenant()).isEqualTo(bound.getTenant());
                        assertThat(made.request().getJurisdictions()).isEqualTo(bound.getJurisdictions());
                    }
                }
            }
        }
    }

    @Test
    void shouldExchangeTheContentsAlone() {
        // Given
        InferenceRequest edited = request("edited")
                .setTenant("mallory")
                .setJurisdictions(List.of())
                .setReplyTo(new ReplyTo("elsewhere", null))
                .setMessages(List.of(Messages.text(Role.USER, "Better")))
                .setMaxOutputTokens(9)
                .build();
        Replay replay = new NewReplay(
                        new Selection(Source.DEAD_LETTERS, Filter.ids(Set.of("r"))),
                        NewReplay.nothing(),
                        edited,
                        false,
                        NewReplay.Limits.USUAL,
                        "ann",
                        "a typo")
                .begin("replay-1", Samples.NOON);
        // When
        InferenceRequest request =
                made(request("r").setJurisdictions(List.of("eu")).build(), replay);
        // Then
        assertThat(request.getMessages()).isEqualTo(edited.getMessages());
        assertThat(request.getMaxOutputTokens()).isEqualTo(9);
        assertThat(request.getTenant()).isEqualTo("acme");
        assertThat(request.getJurisdictions()).containsExactly("eu");
        assertThat(request.getReplyTo()).isNull();
        assertThat(request.getRequestId()).isEqualTo("r~1");
    }

    @Test
    void shouldRefuseWhatDispatchersWouldRejectAgain() {
        assertThat(run(request("r").setVendorFields(Map.of("morse", "{}")).build(), replay(none -> none)))
                .isInstanceOfSatisfying(
                        Again.Result.Refused.class,
                        refused -> assertThat(refused.why()).contains("nothing that dispatchers take: [morse]"));
    }

    @Test
    void shouldRefuseALetterWithoutItsRequest() {
        // Given
        DeadLetter letter = DeadLetter.newBuilder(letter(request("r").build(), "request.undecodable"))
                .setRequest(null)
                .build();
        // When, Then
        assertThat(new Again(replay(none -> none), Fleet.CATALOGUE).of(Found.of(letter), 1, LATER))
                .isInstanceOfSatisfying(
                        Again.Result.Refused.class,
                        refused -> assertThat(refused.why()).contains("holds no request"));
    }

    @Test
    void shouldBoundTheTimeThatARecordAsksFor() {
        // Given
        InferenceRequest before =
                request("r").setDeadline(Instant.ofEpochMilli(Long.MAX_VALUE)).build();
        // When
        InferenceRequest request = made(before, replay(none -> none));
        // Then
        assertThat(request.getDeadline()).isEqualTo(LATER.plus(NewReplay.LONGEST_DEADLINE));
    }

    @Test
    void shouldTakeNoOrderForADeadlineBeyondReason() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> replay(none -> none.setDeadlineMillis(Long.MAX_VALUE)))
                .withMessageContaining("deadline is 'PT")
                .withMessageContaining("allowed: more than 0, to 30 days");
    }
}
