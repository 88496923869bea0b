package io.tieline.gateway.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tieline.files.FileStore;
import io.tieline.files.LocalFiles;
import io.tieline.gateway.files.FileQuery.Order;
import io.tieline.gateway.files.FileQuery.Page;
import io.tieline.gateway.view.MemoryTopic;
import io.tieline.schemas.avro.StoredFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileShelfTest {
    private static final Instant START = Instant.parse("2026-03-01T00:00:00Z");

    @TempDir
    private Path folder;

    private final MemoryTopic<StoredFile> topic = new MemoryTopic<>();
    private Instant now = START;
    private LocalFiles contents;
    private FileShelf shelf;

    @BeforeEach
    void open() throws IOException {
        contents = LocalFiles.in(folder, () -> now);
        shelf = new FileShelf(contents, topic, topic, () -> now);
    }

    @Test
    void shouldKeepAFileForItsTenantAlone() throws IOException {
        // When
        StoredFile file = upload("acme", null, null);

        // Then
        String id = file.getFileId();
        assertThat(id).matches("file-[A-Za-z0-9]{24}");
        assertThat(file.getBytes()).isEqualTo(7);
        assertThat(file.getSha256()).isEqualTo("ed7002b439e9ac845f22357d822bac1444730fbdb6016d3ec9432297b9ec9f73");
        assertThat(shelf.get("acme", id)).contains(file);
        assertThat(shelf.open("acme", id, 3))
                .get()
                .satisfies(opened -> assertThat(opened.content()).hasContent("tent"));

        // And
        assertThat(shelf.get("other", id)).isEmpty();
        assertThat(shelf.open("other", id, 0)).isEmpty();
        assertThat(shelf.delete("other", id)).isFalse();
        assertThat(list("other", null, 10, Order.OLDEST_FIRST)).contains(new Page(List.of(), false));
        assertThat(shelf.get("acme", id)).isPresent();
        assertThatIllegalArgumentException().isThrownBy(() -> upload("other", id, null));
    }

    @Test
    void shouldDelete() throws IOException {
        // Given
        String id = upload("acme", null, null).getFileId();

        // When
        boolean deleted = shelf.delete("acme", id);
        topic.catchUp(Duration.ZERO);

        // Then
        assertThat(deleted).isTrue();
        assertThat(shelf.get("acme", id)).isEmpty();
        assertThat(shelf.delete("acme", id)).isFalse();
        assertThat(folder.resolve(id)).doesNotExist();
    }

    @Test
    void shouldReplaceAContentOnceItsRecordIsThereAndKeepTheOldOneForItsReaders() throws IOException {
        // Given
        StoredFile first = upload("acme", "a", Duration.ofDays(30));
        FileShelf.Opened reader = shelf.open("acme", "a", 0).orElseThrow();
        now = START.plusSeconds(60);

        // When
        StoredFile second = shelf.prepare(new NewFile("a", "acme", "b", "other", 100, null), text("longer content"));

        // Then
        assertThat(shelf.open("acme", "a", 0).orElseThrow().content()).hasContent("content");

        // When
        topic.put("a", second);
        topic.catchUp(Duration.ZERO);

        // Then
        FileShelf.Opened after = shelf.open("acme", "a", 0).orElseThrow();
        assertThat(after.content()).hasContent("longer content");
        assertThat(after.record().getBytes()).isEqualTo(14);
        assertThat(after.record().getExpiresAt()).isEqualTo(first.getExpiresAt());
        assertThat(after.record().getName()).isEqualTo("a.jsonl");
        assertThat(reader.content()).hasContent("content");
        assertThat(reader.record().getBytes()).isEqualTo(7);
    }

    @Test
    void shouldSweepWhatWasReplacedAndWhatNeverReplacedAnything() throws IOException {
        // Given
        upload("acme", "a", null);
        StoredFile never = shelf.prepare(new NewFile("a", "acme", "a", "batch", 100, null), text("never"));
        StoredFile last = shelf.prepare(new NewFile("a", "acme", "a", "batch", 100, null), text("last"));
        topic.put("a", last);
        topic.catchUp(Duration.ZERO);
        for (String id : List.of("a", contentId(never), contentId(last))) {
            setTime(id, START.minus(Duration.ofDays(9)));
        }

        // When
        shelf.sweep();

        // Then
        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(folder.resolve(contentId(never))).doesNotExist();
        assertThat(shelf.open("acme", "a", 0).orElseThrow().content()).hasContent("last");

        // When
        shelf.delete("acme", "a");

        // Then
        assertThat(folder.resolve(contentId(last))).doesNotExist();
    }

    private static String contentId(StoredFile file) {
        return String.valueOf(file.getContentId());
    }

    @Test
    void shouldListPageByPage() throws IOException {
        // Given: the last two of the same moment
        List<String> ids = new ArrayList<>();
        for (String id : List.of("e", "d", "c", "a", "b")) {
            ids.add(upload("acme", id, null).getFileId());
            now = id.equals("a") ? now : now.plusSeconds(1);
        }
        upload("other", "f", null);

        // Then
        assertThat(pages(2, Order.OLDEST_FIRST)).containsExactly(List.of("e", "d"), List.of("c", "a"), List.of("b"));
        assertThat(pages(2, Order.NEWEST_FIRST)).containsExactly(List.of("b", "a"), List.of("c", "d"), List.of("e"));
        assertThat(pages(5, Order.OLDEST_FIRST)).containsExactly(ids);
        assertThat(list("acme", "f", 2, Order.OLDEST_FIRST)).isEmpty();
        assertThat(shelf.list("acme", new FileQuery("d", 9, Order.OLDEST_FIRST, "other")))
                .contains(new Page(List.of(), false));
    }

    private List<List<String>> pages(int limit, Order order) throws IOException {
        List<List<String>> pages = new ArrayList<>();
        String after = null;
        while (true) {
            Page page = list("acme", after, limit, order).orElseThrow();
            pages.add(page.files().stream().map(StoredFile::getFileId).toList());
            if (!page.more()) {
                return pages;
            }
            after = page.files().getLast().getFileId();
        }
    }

    @Test
    void shouldForgetAndSweepWhatHasExpired() throws IOException {
        // Given
        upload("acme", "kept", null);
        upload("acme", "a", Duration.ofHours(1));

        // When
        now = START.plus(Duration.ofHours(1)).minusMillis(1);
        assertThat(shelf.get("acme", "a")).isPresent();
        now = START.plus(Duration.ofHours(1));

        // Then
        assertThat(shelf.get("acme", "a")).isEmpty();
        assertThat(shelf.open("acme", "a", 0)).isEmpty();
        assertThat(list("acme", null, 9, Order.OLDEST_FIRST))
                .get()
                .satisfies(page -> assertThat(page.files()).hasSize(1));

        // When
        shelf.sweep();

        // Then
        assertThat(topic.keys()).containsExactly("kept");
        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(folder.resolve("kept")).exists();
    }

    @Test
    void shouldSweepContentsWithoutRecordAfterADayAndNoOthers() throws IOException {
        // Given
        topic.goAway();
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> upload("acme", "a", null));
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> upload("acme", "b", null));
        topic.comeBack();
        upload("acme", "kept", null);
        topic.garble("garbled");
        contents.write("garbled", text("content"), 10);
        setTime("a", START.minus(Duration.ofHours(24)).minusMillis(1));
        setTime("b", START.minus(Duration.ofHours(24)));
        setTime("kept", START.minus(Duration.ofDays(9)));
        setTime("garbled", START.minus(Duration.ofDays(9)));
        assertThat(shelf.get("acme", "a")).isEmpty();

        // When
        shelf.sweep();

        // Then
        assertThat(folder.resolve("a")).doesNotExist();
        assertThat(folder.resolve("b")).exists();
        assertThat(folder.resolve("kept")).exists();
        assertThat(folder.resolve("garbled")).exists();
    }

    @Test
    void shouldSweepContentsOfRequestsOnceNobodyCanReferToThem() throws IOException {
        // Given
        for (String id : List.of("claim-old", "claim-young", "claimed")) {
            contents.write(id, text("content"), 10);
        }
        setTime("claim-old", START.minus(Duration.ofDays(60)).minusMillis(1));
        setTime("claim-young", START.minus(Duration.ofDays(60)));

        // When
        shelf.sweep();

        // Then
        assertThat(folder.resolve("claim-old")).doesNotExist();
        assertThat(folder.resolve("claim-young")).exists();
        assertThat(folder.resolve("claimed")).exists();
    }

    @Test
    void shouldSweepNothingWhileItIsNotKnownWhatHasARecord() throws IOException {
        // Given
        upload("acme", "a", null);
        setTime("a", START.minus(Duration.ofDays(9)));
        topic.goAway();

        // When
        assertThatExceptionOfType(IOException.class).isThrownBy(shelf::sweep);

        // Then
        assertThat(folder.resolve("a")).exists();
    }

    @Test
    void shouldNotSayThatAFileIsAbsentWhileKafkaIsAway() {
        // Given
        topic.goAway();

        // Then
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> shelf.get("acme", "a"));
    }

    @Test
    void shouldWriteNoRecordOfWhatIsTooLong() {
        // When
        assertThatExceptionOfType(FileStore.TooLargeException.class)
                .isThrownBy(() -> shelf.upload(new NewFile("a", "acme", "a.jsonl", "batch", 6, null), text("content")));

        // Then
        assertThat(topic.keys()).isEmpty();
        assertThat(folder.resolve("a")).doesNotExist();
    }

    private void setTime(String id, Instant time) throws IOException {
        Files.setLastModifiedTime(folder.resolve(id), FileTime.from(time));
    }

    private Optional<Page> list(String tenant, @Nullable String after, int limit, Order order) throws IOException {
        return shelf.list(tenant, new FileQuery(after, limit, order, "batch"));
    }

    private StoredFile upload(String tenant, @Nullable String id, @Nullable Duration keep) throws IOException {
        return shelf.upload(new NewFile(id, tenant, "a.jsonl", "batch", 100, keep), text("content"));
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }
}
