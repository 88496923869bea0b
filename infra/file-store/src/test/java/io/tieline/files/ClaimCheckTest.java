package io.tieline.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.tuple;

import io.tieline.files.ClaimCheck.Claimed;
import io.tieline.schemas.Messages;
import io.tieline.schemas.StoredContents;
import io.tieline.schemas.avro.ContentPart;
import io.tieline.schemas.avro.Image;
import io.tieline.schemas.avro.InferenceRequest;
import io.tieline.schemas.avro.Message;
import io.tieline.schemas.avro.Role;
import io.tieline.schemas.avro.StoredContent;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ClaimCheckTest {
    private static final int MOST = (int) ClaimCheck.MOST_IN_RECORD;
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final MemoryFiles files = new MemoryFiles(InstantSource.fixed(NOW));
    private final ClaimCheck check = new ClaimCheck(files);

    @Test
    void shouldLeaveNothingOfARequestThatARecordHolds() throws IOException {
        // Given
        InferenceRequest request = request(Messages.text(Role.USER, "a".repeat(MOST)));

        // When
        InferenceRequest left = check.leave(request);

        // Then
        assertThat(left).isSameAs(request);
        assertThat(files.writtenBefore(NOW.plusSeconds(1))).isEmpty();
    }

    @Test
    void shouldLeaveTheLongestContentsAndClaimThemAgain() throws IOException {
        // Given
        Message instructions = Messages.text(Role.SYSTEM, "Summarise.");
        Message document = Messages.text(Role.USER, "ä".repeat(MOST));
        Message pictures = new Message(
                Role.USER,
                "",
                List.of(
                        new ContentPart("What is on these?", null),
                        new ContentPart(null, new Image("https://example.org/a.png", null, null)),
                        new ContentPart(null, new Image(null, picture(MOST), "image/png")),
                        new ContentPart("b".repeat(MOST), null)),
                null,
                null);
        InferenceRequest request = request(instructions, document, pictures);

        // When
        InferenceRequest left = check.leave(request);

        // Then
        assertThat(StoredContents.of(left))
                .extracting(StoredContent::getMessage, StoredContent::getPart, StoredContent::getMediaType)
                .containsExactlyInAnyOrder(tuple(1, null, null), tuple(2, 2, "image/png"), tuple(2, 3, null));
        assertThat(StoredContents.bytes(left)).isEqualTo(4L * MOST);
        assertThat(left.getMessages().get(0)).isSameAs(instructions);
        assertThat(left.getMessages().get(1).getContent()).isEmpty();
        assertThat(left.getMessages().get(2).getParts()).contains(new ContentPart(null, null));
        assertThat(left.getRequestId()).isEqualTo("r-1");

        // And
        assertThat(check.claim(left)).isEqualTo(new Claimed.Whole(request));
    }

    @Test
    void shouldBringBackWhateverWasLeft() throws IOException {
        // Given
        long seed = System.nanoTime();
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            InferenceRequest request = request(random.ints(1 + random.nextInt(6), 0, 200_000)
                    .mapToObj(ClaimCheckTest::message)
                    .toArray(Message[]::new));

            // When
            InferenceRequest left = check.leave(request);

            // Then
            assertThat(inRecord(left)).isLessThanOrEqualTo(ClaimCheck.MOST_IN_RECORD);
            assertThat(check.claim(left)).as("seed %s", seed).isEqualTo(new Claimed.Whole(request));
        }
    }

    private static Message message(int size) {
        return switch (size % 3) {
            case 0 -> Messages.text(Role.USER, "世".repeat(size));
            case 1 -> new Message(Role.USER, "", List.of(new ContentPart("c".repeat(size), null)), null, null);
            default ->
                new Message(
                        Role.USER,
                        "",
                        List.of(
                                new ContentPart("a", null),
                                new ContentPart(null, new Image(null, picture(size), "image/jpeg"))),
                        null,
                        null);
        };
    }

    private static long inRecord(InferenceRequest request) {
        return Piece.of(request).stream().mapToLong(Piece::size).sum();
    }

    @Test
    void shouldKeepOnceWhatATenantLeavesTwiceAndApartWhatTwoTenantsLeave() throws IOException {
        // Given
        Message document = Messages.text(Role.USER, "a".repeat(MOST + 1));

        // When
        InferenceRequest first = check.leave(request(document));
        InferenceRequest again = check.leave(request(document));
        InferenceRequest others = check.leave(requestOf("other", document));

        // Then
        assertThat(again.getStored()).isEqualTo(first.getStored());
        assertThat(files.writtenBefore(NOW.plusSeconds(1)))
                .containsExactlyInAnyOrder(reference(first), reference(others))
                .allMatch(id -> id.matches("claim-[0-9a-f]{32}-[0-9a-f]{64}"));
    }

    @Test
    void shouldTellThatAContentIsGoneOrAnother() throws IOException {
        // Given
        InferenceRequest left = check.leave(request(Messages.text(Role.USER, "a".repeat(MOST + 1))));
        String reference = reference(left);

        // When
        files.write(
                reference, new ByteArrayInputStream("b".repeat(MOST + 1).getBytes(StandardCharsets.UTF_8)), MOST * 2);
        Claimed another = check.claim(left);
        files.write(
                reference, new ByteArrayInputStream("a".repeat(MOST + 2).getBytes(StandardCharsets.UTF_8)), MOST * 2);
        Claimed longer = check.claim(left);
        files.delete(reference);
        Claimed gone = check.claim(left);

        // Then
        assertThat(another)
                .isEqualTo(new Claimed.Lost("the content " + reference + " has another hash than the request says"));
        assertThat(longer)
                .isEqualTo(new Claimed.Lost(
                        "the content " + reference + " isn't of " + (MOST + 1) + " bytes, as the request says"));
        assertThat(gone).isEqualTo(new Claimed.Lost("the content " + reference + " isn't in the file store"));
    }

    @Test
    void shouldSayThatTheStoreIsAway() throws IOException {
        // Given
        InferenceRequest left = check.leave(request(Messages.text(Role.USER, "a".repeat(MOST + 1))));
        ClaimCheck away = new ClaimCheck(new MemoryFiles(InstantSource.system()) {
            @Override
            public InputStream open(String id, long from) throws IOException {
                throw new IOException("the disk is gone");
            }
        });

        // When, Then
        assertThatIOException().isThrownBy(() -> away.claim(left)).withMessage("the disk is gone");
    }

    private static String reference(InferenceRequest request) {
        return StoredContents.of(request).getFirst().getReference();
    }

    private static ByteBuffer picture(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static InferenceRequest request(Message... messages) {
        return requestOf("acme", messages);
    }

    private static InferenceRequest requestOf(String tenant, Message... messages) {
        return InferenceRequest.newBuilder()
                .setRequestId("r-1")
                .setTenant(tenant)
                .setRoute("summarize")
                .setMessages(List.of(messages))
                .setCreatedAt(NOW)
                .setDeadline(NOW.plusSeconds(60))
                .build();
    }
}
