package io.tieline.dispatcher.catalogue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tieline.platform.ConfigException;
import io.tieline.routing.Catalogue;
import io.tieline.routing.Route;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueFileTest {
    @TempDir
    private Path dir;

    private Path path;
    private final List<Catalogue> taken = new ArrayList<>();

    @BeforeEach
    void setUp() {
        path = dir.resolve("catalogue.yaml");
    }

    private static String yaml(String route) {
        return """
                providers:
                  - name: local
                    format: openai_chat
                    base-url: http://127.0.0.1:8000
                endpoints:
                  - id: local/llama
                    provider: local
                    model: llama
                    price: { input-usd-per-million: 0, output-usd-per-million: 0 }
                routes:
                  - name: %s
                    candidates: [local/llama]
                """.formatted(route);
    }

    private CatalogueFile open(String yaml) throws IOException {
        Files.writeString(path, yaml);
        return CatalogueFile.open(path, CatalogueReader.withoutSecrets());
    }

    /** A change is believed at the second look. */
    private void lookTwice(CatalogueFile file) {
        file.look(taken::add);
        file.look(taken::add);
    }

    private List<String> takenRoutes() {
        return taken.stream()
                .map(catalogue -> catalogue.routes().getFirst())
                .map(Route::name)
                .toList();
    }

    @Test
    void shouldRefuseToBeginWithABadFile() {
        assertThatThrownBy(() -> open("routes: []"))
                .isInstanceOf(ConfigException.class)
                .hasMessageStartingWith(path + ":1: endpoints is missing");
        assertThatThrownBy(() -> CatalogueFile.open(dir.resolve("none.yaml"), CatalogueReader.withoutSecrets()))
                .isInstanceOf(ConfigException.class)
                .hasMessage(dir.resolve("none.yaml") + ": there is no such file");
    }

    @Test
    void shouldTakeAChangeOverOnce() throws Exception {
        // Given
        CatalogueFile file = open(yaml("first"));
        assertThat(file.first().routes().getFirst().name()).isEqualTo("first");
        lookTwice(file);
        assertThat(taken).isEmpty();

        // When
        Files.writeString(path, yaml("second"));
        lookTwice(file);
        lookTwice(file);

        // Then
        assertThat(takenRoutes()).containsExactly("second");
    }

    @Test
    void shouldNotBelieveWhatIsStillBeingWritten() throws Exception {
        // Given
        CatalogueFile file = open(yaml("first"));

        // When
        Files.writeString(path, yaml("half"));
        file.look(taken::add);
        Files.writeString(path, yaml("whole"));
        file.look(taken::add);

        // Then
        assertThat(taken).isEmpty();
        file.look(taken::add);
        assertThat(takenRoutes()).containsExactly("whole");
    }

    @Test
    void shouldStayWithTheOldWhileTheFileIsBadOrAway() throws Exception {
        // Given
        CatalogueFile file = open(yaml("first"));

        // When
        Files.writeString(path, yaml("bad").replace("model:", "modell:"));
        lookTwice(file);
        Files.delete(path);
        lookTwice(file);
        Files.write(path, new byte[] {(byte) 0xff});
        lookTwice(file);

        // Then
        assertThat(taken).isEmpty();

        // When
        Files.writeString(path, yaml("mended"));
        lookTwice(file);

        // Then
        assertThat(takenRoutes()).containsExactly("mended");
    }

    @Test
    void shouldTakeAFileWhoseSecretArrivesLater() throws Exception {
        // Given
        Path key = dir.resolve("key");
        CatalogueReader reader = new CatalogueReader(ref -> {
            if (!Files.exists(key)) {
                throw new IllegalArgumentException(ref + " can't be read");
            }
        });
        Files.writeString(path, yaml("first"));
        CatalogueFile file = CatalogueFile.open(path, reader);

        // When
        Files.writeString(path, yaml("second").replace("model:", "auth: { file: key }\n    model:"));
        lookTwice(file);

        // Then
        assertThat(taken).isEmpty();

        // When
        Files.writeString(key, "sk");
        file.look(taken::add);

        // Then
        assertThat(takenRoutes()).containsExactly("second");
    }

    @Test
    void shouldOfferAgainWhatCouldNotBeTakenOver() throws Exception {
        // Given
        CatalogueFile file = open(yaml("first"));
        Files.writeString(path, yaml("second"));
        file.look(taken::add);

        // When
        file.look(_ -> {
            throw new IllegalStateException("not now");
        });
        file.look(taken::add);

        // Then
        assertThat(takenRoutes()).containsExactly("second");
    }

    /** How Kubernetes exchanges the files of a mounted config map: a link to the folder is replaced. */
    @Test
    void shouldFollowALinkThatIsReplaced() throws Exception {
        // Given
        Path one = Files.createDirectory(dir.resolve("one"));
        Path two = Files.createDirectory(dir.resolve("two"));
        Files.writeString(one.resolve("catalogue.yaml"), yaml("first"));
        Files.writeString(two.resolve("catalogue.yaml"), yaml("other"));
        Path data = Files.createSymbolicLink(dir.resolve("data"), one);
        Files.createSymbolicLink(path, data.resolve("catalogue.yaml"));
        CatalogueFile file = CatalogueFile.open(path, CatalogueReader.withoutSecrets());

        // When
        Path next = Files.createSymbolicLink(dir.resolve("next"), two);
        Files.move(next, data, StandardCopyOption.ATOMIC_MOVE);
        lookTwice(file);

        // Then
        assertThat(takenRoutes()).containsExactly("other");
    }

    @Test
    void shouldLookByItselfUntilItIsStopped() throws Exception {
        // Given
        Files.writeString(path, yaml("first"));
        CatalogueFile file = CatalogueFile.open(path, CatalogueReader.withoutSecrets(), Duration.ofMillis(5));
        BlockingQueue<Catalogue> told = new LinkedBlockingQueue<>();
        Runnable stop = file.follow(told::add);

        // When
        Files.writeString(path, yaml("second"));

        // Then
        Catalogue next = told.poll(20, TimeUnit.SECONDS);
        assertThat(next).isNotNull();
        assertThat(next.route("second")).isPresent();
        stop.run();
    }
}
