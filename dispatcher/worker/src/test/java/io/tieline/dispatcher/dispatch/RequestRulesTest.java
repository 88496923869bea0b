package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieline.dispatcher.Endpoints;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.ReplayMark;
import io.tieline.schemas.avro.ReplyTo;
import io.tieline.schemas.avro.Role;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class RequestRulesTest {
    private static final long LIMIT = 1_000;
    private static final String LONG = "x".repeat(300);

    private final RequestRules rules = new RequestRules(
            Endpoints.catalogue(Endpoints.endpoint("a")),
            new ReplyPolicy(Map.of("walled", Set.of("walled.b", "walled.a"))),
            LIMIT,
            Map.of("tieline.replies", 6, "walled.a", 3, "walled.b", 3));

    static Stream<Arguments> served() {
        return Stream.of(
                served("as it is", request -> request),
                served("longest id", request -> request.setRequestId("i".repeat(200))),
                served("run once more", request -> replayed(request, "i", 2).setRequestId("i~2")),
                served(
                        "longest id, run once more",
                        request -> replayed(request, "i".repeat(200), 12).setRequestId("i".repeat(200) + "~12")),
                served(
                        "some endpoints alone",
                        request -> request.setEndpointsOnly(List.of("a")).setEndpointsDenied(List.of("b"))),
                served("one of two messages blank", request -> request.setMessages(List.of(blank(), text()))),
                served("least output", request -> request.setMaxOutputTokens(1)),
                served("one attempt", request -> request.setMaxAttempts(1)),
                served("coldest", request -> request.setTemperature(0.0)),
                served("hottest", request -> request.setTemperature(2.0)),
                served("widest", request -> request.setTopP(1.0)),
                served("no money", request -> request.setMaxCallMicroUsd(0L)),
                served("somewhere", request -> request.setJurisdictions(List.of("eu", "ch"))),
                served("longest job", request -> request.setJobId("j".repeat(200))),
                served("deadline in the past", request -> request.setDeadline(request.getCreatedAt())),
                served("default topic", request -> request.setReplyTo(new ReplyTo("tieline.replies", null))),
                served("last partition", request -> request.setReplyTo(new ReplyTo("tieline.replies", 5))),
                served("own topic", request -> request.setTenant("walled").setReplyTo(new ReplyTo("walled.a", 0))));
    }

    private static Arguments served(String what, UnaryOperator<InferenceRequest.Builder> change) {
        return arguments(what, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void shouldFindNothingWrong(String what, UnaryOperator<InferenceRequest.Builder> change) {
        assertThat(rules.check(change.apply(Requests.request()).build(), LIMIT))
                .as(what)
                .isEmpty();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                invalid(request -> request.setRequestId(""), "requestId is '', allowed: 1 to 200 characters"),
                invalid(request -> request.setRequestId(" "), "requestId is ' ', allowed: 1 to 200 characters"),
                invalid(request -> request.setRequestId(LONG), "requestId is '" + "x".repeat(80) + "…', allowed"),
                invalid(request -> request.setTenant(" "), "tenant is ' ', allowed: the name of a tenant"),
                invalid(request -> request.setMessages(List.of()), "messages is '[]', allowed: at least one message"),
                invalid(
                        request -> request.setMessages(List.of(blank(), blank())),
                        "messages is 'blank', allowed: at least one message with text"),
                invalid(request -> request.setMaxOutputTokens(0), "maxOutputTokens is '0', allowed: 1 or more"),
                invalid(request -> request.setMaxAttempts(-1), "maxAttempts is '-1', allowed: 1 or more"),
                invalid(request -> request.setTemperature(2.1), "temperature is '2.1', allowed: 0.0 to 2.0"),
                invalid(request -> request.setTemperature(-0.1), "temperature is '-0.1', allowed"),
                invalid(request -> request.setTemperature(Double.NaN), "temperature is 'NaN', allowed"),
                invalid(request -> request.setTopP(0.0), "topP is '0.0', allowed: above 0.0, to 1.0"),
                invalid(request -> request.setTopP(1.01), "topP is '1.01', allowed"),
                invalid(
                        request -> request.setReplyTo(new ReplyTo("tieline.replies", 6)),
                        "replyTo.partition is '6', allowed: 0 to 5 for tieline.replies"),
                invalid(
                        request -> request.setReplyTo(new ReplyTo("tieline.replies", -1)),
                        "replyTo.partition is '-1', allowed: 0 to 5"),
                refused(
                        ErrorCode.REQUEST_UNKNOWN_ROUTE,
                        request -> request.setRoute("translate"),
                        "route is 'translate', known are [summarize]"),
                refused(
                        ErrorCode.POLICY_REPLY_TOPIC,
                        request -> request.setReplyTo(new ReplyTo("walled.a", null)),
                        "replyTo.topic is 'walled.a', allowed for tenant 'acme': [tieline.replies]"),
                refused(
                        ErrorCode.POLICY_REPLY_TOPIC,
                        request -> request.setTenant("walled").setReplyTo(new ReplyTo("tieline.replies", null)),
                        "replyTo.topic is 'tieline.replies', allowed for tenant 'walled'"),
                refused(
                        ErrorCode.POLICY_REPLY_TOPIC,
                        request -> request.setReplyTo(new ReplyTo(LONG, null)),
                        "replyTo.topic is '" + "x".repeat(80) + "…'"));
    }

    static Stream<Arguments> wishes() {
        return Stream.of(
                invalid(
                        request -> request.setVendorFields(Map.of("openai_chat", "{\"n\": 2}")),
                        "vendorFields.openai_chat is 'n', allowed: fields that Tieline doesn't write itself"),
                invalid(request -> request.setMaxCallMicroUsd(-1L), "maxCallMicroUsd is '-1', allowed: 0 or more"),
                invalid(
                        request -> request.setJurisdictions(List.of("eu", " ")),
                        "jurisdictions is 'blank', allowed: names, such as eu"),
                invalid(request -> request.setJobId(" "), "jobId is ' ', allowed: 1 to 200 characters"),
                invalid(request -> request.setJobId(LONG), "jobId is '" + "x".repeat(80) + "…', allowed"));
    }

    static Stream<Arguments> marks() {
        return Stream.of(
                invalid(
                        request -> replayed(request, "r", 1).setRequestId("other~1"),
                        "requestId is 'other~1', allowed: that of replayOf, a tilde and the generation"),
                invalid(
                        request -> replayed(request, "r", 0).setRequestId("r~0"),
                        "replayOf.generation is '0', allowed: 1 or more"),
                invalid(
                        request ->
                                request.setReplayOf(new ReplayMark("r", " ", 1)).setRequestId("r~1"),
                        "replayOf.replayId is ' ', allowed: 1 to 200 characters"),
                invalid(
                        request -> replayed(request, LONG, 1).setRequestId(LONG + "~1"),
                        "replayOf.requestId is '" + "x".repeat(80) + "…', allowed: 1 to 200 characters"),
                invalid(
                        request -> request.setEndpointsDenied(List.of("")),
                        "endpointsOnly or endpointsDenied is 'blank', allowed: ids of endpoints"));
    }

    private static InferenceRequest.Builder replayed(InferenceRequest.Builder request, String id, int generation) {
        return request.setReplayOf(new ReplayMark(id, "replay-1", generation));
    }

    private static Arguments invalid(UnaryOperator<InferenceRequest.Builder> change, String message) {
        return refused(ErrorCode.REQUEST_INVALID, change, message);
    }

    private static Arguments refused(ErrorCode code, UnaryOperator<InferenceRequest.Builder> change, String message) {
        return arguments(message, code, change);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"refused", "wishes", "marks"})
    void shouldNameTheFieldAndItsValue(String message, ErrorCode code, UnaryOperator<InferenceRequest.Builder> change) {
        assertThat(rules.check(change.apply(Requests.request()).build(), LIMIT)).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).startsWith(message);
        });
    }

    @Test
    void shouldRefuseWhatIsTooLargeBeforeItLooksAtAnythingElse() {
        assertThat(rules.check(Requests.request().setRequestId("").build(), LIMIT + 1))
                .hasValue(new Problem(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "the request has 1001 bytes, allowed: 1000 (dispatcher.limits.request-bytes)"));
    }

    @Test
    void shouldKnowWhereRepliesMayGo() {
        // Given
        ReplyPolicy policy = rules.replies();

        // When, Then
        assertThat(policy.allowed("acme")).containsExactly("tieline.replies");
        assertThat(policy.defaultTopic("acme")).isEqualTo("tieline.replies");
        assertThat(policy.allowed("walled")).containsExactlyInAnyOrder("walled.a", "walled.b");
        assertThat(policy.defaultTopic("walled")).isEqualTo("walled.a");
        assertThat(policy.all()).containsExactly("tieline.replies", "walled.a", "walled.b");
        assertThat(new ReplyPolicy(none()).all()).containsExactly("tieline.replies");
    }

    private static @Nullable Map<String, Set<String>> none() {
        return null;
    }

    private static Message blank() {
        return Messages.text(Role.USER, " \n");
    }

    private static Message text() {
        return Messages.text(Role.USER, "text");
    }
}
