package io.tieline.dispatcher.dispatch;

import static io.tieline.dispatcher.provider.FakeProviderCaller.answer;
import static io.tieline.dispatcher.provider.FakeProviderCaller.failure;
import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.TestClock;
import io.tieline.dispatcher.settle.Settlement;
import io.tieline.files.ClaimCheck;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Messages;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Outcome;
import io.tieline.schemas.avro.ParkedRequest;
import io.tieline.schemas.avro.Role;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Requests whose contents are in the file store. */
class StoredContentTest {
    private static final String LONG = "A long story. ".repeat(30_000);

    private final TestClock clock = new TestClock();
    private final Bench bench = Bench.still(clock);
    private final ClaimCheck check = new ClaimCheck(bench.files);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void shouldSendTheProviderAllContents() throws Exception {
        // Given
        Message question = Messages.text(Role.SYSTEM, "Summarise it.");
        Message story = Messages.text(Role.USER, LONG);
        InferenceRequest left = leave(question, story);

        // When
        Settlement settlement = bench.handle(left);

        // Then
        assertThat(bench.reply(settlement).getOutcome()).isEqualTo(Outcome.COMPLETED);
        InferenceRequest sent = bench.caller.calls().getFirst().request();
        assertThat(sent.getMessages()).containsExactly(question, story);
        assertThat(StoredContents.of(sent)).isEmpty();
    }

    @Test
    void shouldAskOnlyWhoSeesPicturesForAStoredOne() throws Exception {
        // Given
        Image picture = new Image(null, ByteBuffer.wrap(new byte[400_000]), "image/png");
        InferenceRequest left = leave(new Message(Role.USER, "", List.of(new ContentPart(null, picture)), null, null));

        // When
        InferenceReply reply = bench.reply(bench.handle(left));

        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.REJECTED);
        assertThat(reply.getError().getEvidence().toString()).contains("images");
        assertThat(bench.caller.calls()).isEmpty();
    }

    @Test
    void shouldParkWithoutTheContents() throws Exception {
        // Given
        InferenceRequest left = leave(Messages.text(Role.USER, LONG));
        bench.caller.results("a", failure(ErrorCode.PROVIDER_OVERLOADED));
        bench.caller.results("b", failure(ErrorCode.PROVIDER_OVERLOADED));

        // When
        ParkedRequest parked = bench.parked(bench.handle(left));

        // Then
        assertThat(parked.getRequest()).isEqualTo(left);
        assertThat(parked.getAttempts()).isNotEmpty();
    }

    @Test
    void shouldWaitForAStoreThatIsAway() throws Exception {
        // Given
        InferenceRequest left = leave(Messages.text(Role.USER, LONG));
        bench.files.away(true);

        // When
        ParkedRequest parked = bench.parked(bench.handle(left));

        // Then
        assertThat(parked.getReason()).isEqualTo("the file store is away");
        assertThat(parked.getNotBefore()).isEqualTo(clock.instant().plusSeconds(10));
        assertThat(parked.getAttempts()).isEmpty();
        assertThat(bench.caller.calls()).isEmpty();

        // And
        bench.files.away(false);
        clock.advance(Duration.ofSeconds(10));
        assertThat(bench.reply(bench.handle(parked)).getOutcome()).isEqualTo(Outcome.COMPLETED);
    }

    @Test
    void shouldFailWithoutACallWhereAContentIsGone() throws Exception {
        // Given
        InferenceRequest left = leave(Messages.text(Role.USER, LONG));
        String reference = StoredContents.of(left).getFirst().getReference();
        bench.files.delete(reference);

        // When
        InferenceReply reply = bench.reply(bench.handle(left));

        // Then
        assertThat(reply.getOutcome()).isEqualTo(Outcome.FAILED);
        assertThat(reply.getError().getCode()).isEqualTo("request.content_missing");
        assertThat(reply.getError().getMessage()).isEqualTo("the content " + reference + " isn't in the file store");
        assertThat(bench.caller.calls()).isEmpty();
    }

    @Test
    void shouldGiveTheRoomBackHoweverARequestEnds() throws Exception {
        // Given
        bench.caller.script("a", (_, _, _) -> {
            throw new IllegalStateException("a defect");
        });
        InferenceRequest left = leave(Messages.text(Role.USER, LONG));
        InferenceRequest gone = leave(Messages.text(Role.USER, LONG + "Gone."));
        bench.files.delete(StoredContents.of(gone).getFirst().getReference());

        // When
        for (int i = 0; i < 10; i++) {
            bench.handle(left);
            bench.handle(gone);
        }

        // Then
        bench.caller.results("a", answer("ok"));
        assertThat(bench.reply(bench.handle(left)).getOutcome()).isEqualTo(Outcome.COMPLETED);
    }

    private InferenceRequest leave(Message... messages) throws Exception {
        return check.leave(Requests.request().setMessages(List.of(messages)).build());
    }
}
