package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.StoredContent;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class StoredRulesTest {
    private static final String HASH = "0123456789abcdef".repeat(4);
    private static final Message EMPTY = Messages.text(Role.USER, "");
    private static final Message WORDS = Messages.text(Role.USER, "words");

    static Stream<Arguments> served() {
        return Stream.of(
                arguments("a text", request(EMPTY).setStored(List.of(stored(0, null, null)))),
                arguments("the longest", request(EMPTY).setStored(List.of(ofLength(StoredRules.MOST_BYTES)))),
                arguments(
                        "instructions",
                        request(Messages.text(Role.SYSTEM, "")).setStored(List.of(stored(0, null, null)))),
                arguments("a part", request(parts(Role.ASSISTANT, hole())).setStored(List.of(stored(0, 0, null)))),
                arguments(
                        "a picture",
                        request(WORDS, parts(Role.USER, words(), hole()))
                                .setStored(List.of(stored(1, 1, "image/png")))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("served")
    void shouldFindNothingWrong(String what, InferenceRequest.Builder request) {
        assertThat(ContentRules.check(request.build())).as(what).isEmpty();
    }

    static Stream<Arguments> refused() {
        return Stream.of(
                wrong("stored[0].message is '1', allowed: 0 to 0", EMPTY, stored(1, null, null)),
                wrong("stored[0].message is '-1'", EMPTY, stored(-1, null, null)),
                wrong("stored[0] is 'a text beside another'", WORDS, stored(0, null, null)),
                wrong("stored[0] is 'a text beside another'", parts(Role.USER, words()), stored(0, null, null)),
                wrong(
                        "stored[0].mediaType is 'image/png', allowed: none for the text",
                        EMPTY,
                        stored(0, null, "image/png")),
                wrong("stored[0].part is '0', allowed: 0 to -1", EMPTY, stored(0, 0, null)),
                wrong("stored[0].part is '-1'", parts(Role.USER, hole()), stored(0, -1, null)),
                wrong("stored[0] is 'a content beside another'", parts(Role.USER, words()), stored(0, 0, null)),
                wrong("stored[0].mediaType is 'text/html'", parts(Role.USER, hole()), stored(0, 0, "text/html")),
                wrong(
                        "stored[0].mediaType is 'image/png by ASSISTANT'",
                        parts(Role.ASSISTANT, hole()),
                        stored(0, 0, "image/png")),
                wrong("stored[1] is", EMPTY, stored(0, null, null), stored(0, null, null)),
                wrong("stored[0].bytes is '0', allowed: 1 or more", EMPTY, ofLength(0)),
                wrong("stored[0].bytes is '-1'", EMPTY, ofLength(-1)),
                wrong("messages[0].parts[1] is 'neither'", parts(Role.USER, hole(), hole()), stored(0, 0, null)));
    }

    static Stream<Arguments> tooLargeOrSomebodyElses() {
        return Stream.of(
                arguments(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "stored contents have 33554433 bytes, allowed: 33554432",
                        request(EMPTY).setStored(List.of(ofLength(StoredRules.MOST_BYTES + 1)))),
                arguments(
                        ErrorCode.REQUEST_TOO_LARGE,
                        "stored contents have 9223372036854775807 bytes, allowed: 33554432",
                        request(EMPTY, EMPTY)
                                .setStored(List.of(ofLength(Long.MAX_VALUE), ofLength(1, Long.MAX_VALUE)))),
                arguments(
                        ErrorCode.REQUEST_INVALID,
                        "stored[0].sha256 is '../../etc/passwd', allowed: 64 hexadecimal digits",
                        request(EMPTY).setStored(List.of(at("claim-../../etc/passwd", "../../etc/passwd")))),
                arguments(
                        ErrorCode.POLICY_TENANT,
                        "allowed for tenant 'acme' and this hash: claim-",
                        request(EMPTY).setStored(List.of(at(StoredContents.reference("other", HASH), HASH)))),
                arguments(
                        ErrorCode.POLICY_TENANT,
                        "stored[0].reference is 'file-abc'",
                        request(EMPTY).setStored(List.of(at("file-abc", HASH)))));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource({"refused", "tooLargeOrSomebodyElses"})
    void shouldNameWhatIsWrong(ErrorCode code, String message, InferenceRequest.Builder request) {
        assertThat(ContentRules.check(request.build())).hasValueSatisfying(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.message()).contains(message);
        });
    }

    private static Arguments wrong(String message, Message only, StoredContent... stored) {
        return arguments(ErrorCode.REQUEST_INVALID, message, request(only).setStored(List.of(stored)));
    }

    private static InferenceRequest.Builder request(Message... messages) {
        return Requests.request().setMessages(List.of(messages));
    }

    private static Message parts(Role role, ContentPart... parts) {
        return new Message(role, "", List.of(parts), null, null);
    }

    private static ContentPart hole() {
        return new ContentPart(null, null);
    }

    private static ContentPart words() {
        return new ContentPart("words", null);
    }

    private static StoredContent stored(int message, @Nullable Integer part, @Nullable String mediaType) {
        return new StoredContent(message, part, StoredContents.reference("acme", HASH), 10L, HASH, mediaType);
    }

    private static StoredContent ofLength(long bytes) {
        return ofLength(0, bytes);
    }

    private static StoredContent ofLength(int message, long bytes) {
        return new StoredContent(message, null, StoredContents.reference("acme", HASH), bytes, HASH, null);
    }

    private static StoredContent at(String reference, String sha256) {
        return new StoredContent(0, null, reference, 10L, sha256, null);
    }
}
