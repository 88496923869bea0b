package io.tieline.dispatcher.dispatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.tieline.dispatcher.dispatch.Contents.Lent;
import io.tieline.files.ClaimCheck;
import io.tieline.schemas.Messages;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Role;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class ContentsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int BYTES = 300_000;

    private final FlakyFiles files = new FlakyFiles();
    private final ClaimCheck check = new ClaimCheck(files);

    @Test
    void shouldLendNoMoreAtATimeThanThereIsRoomFor() throws Exception {
        // Given
        Contents contents = new Contents(check, 2 * BYTES + 1_000);
        Lent.Loan first = (Lent.Loan) contents.lend(left(), PATIENCE);
        assertThat(contents.lend(left(), PATIENCE)).isInstanceOf(Lent.Loan.class);

        // When
        Lent tooMuch = contents.lend(left(), Duration.ZERO);
        CompletableFuture<Lent> waiting = CompletableFuture.supplyAsync(() -> lend(contents));
        first.giveBack().run();

        // Then
        assertThat(tooMuch).isEqualTo(new Lent.Later("no memory was free for its contents"));
        assertThat(waiting).succeedsWithin(PATIENCE).isInstanceOf(Lent.Loan.class);
    }

    @Test
    void shouldLendMoreThanAllTheRoomToOneAlone() throws Exception {
        // Given
        Contents contents = new Contents(check, 1_000);

        // When
        Lent.Loan alone = (Lent.Loan) contents.lend(left(), PATIENCE);

        // Then
        assertThat(contents.lend(left(), Duration.ZERO)).isInstanceOf(Lent.Later.class);
        alone.giveBack().run();
        assertThat(contents.lend(left(), Duration.ZERO)).isInstanceOf(Lent.Loan.class);
    }

    @Test
    void shouldKeepNoRoomForAThreadThatWasInterrupted() throws Exception {
        // Given
        Contents contents = new Contents(check, BYTES);
        Lent.Loan loan = (Lent.Loan) contents.lend(left(), PATIENCE);
        AtomicReference<Throwable> thrown = new AtomicReference<>();
        InferenceRequest request = left();
        Thread waiting = Thread.ofVirtual().start(() -> {
            try {
                contents.lend(request, PATIENCE);
            } catch (InterruptedException e) {
                thrown.set(e);
            }
        });
        await().until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

        // When
        waiting.interrupt();

        // Then
        await().until(() -> thrown.get() != null);
        loan.giveBack().run();
        assertThat(contents.lend(left(), Duration.ZERO)).isInstanceOf(Lent.Loan.class);
    }

    @Test
    void shouldTellAnInterruptedReadFromAStoreThatIsAway() throws Exception {
        // Given
        InferenceRequest request = left();
        Contents contents = new Contents(check, BYTES);
        files.away(true);

        // When
        files.interrupting(true);

        // Then
        assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> contents.lend(request, PATIENCE));

        // When
        files.interrupting(false);

        // Then
        assertThat(contents.lend(request, Duration.ZERO)).isEqualTo(new Lent.Later("the file store is away"));
    }

    private Lent lend(Contents contents) {
        try {
            return contents.lend(left(), PATIENCE);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private InferenceRequest left() {
        try {
            return check.leave(Requests.request()
                    .setMessages(List.of(Messages.text(Role.USER, "a".repeat(BYTES))))
                    .build());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
