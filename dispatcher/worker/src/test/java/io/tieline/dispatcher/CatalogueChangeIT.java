package io.tieline.dispatcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dispatcher.catalogue.CatalogueFile;
import io.tieline.dispatcher.catalogue.CatalogueReader;
import io.tieline.dispatcher.catalogue.CatalogueSource;
import io.tieline.dispatcher.provider.FakeProviderCaller;
import io.tieline.routing.Catalogue;
import io.tieline.schemas.ErrorCode;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.InferenceReply;
import io.tieline.schemas.avro.Outcome;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The catalogue's file changes while a dispatcher runs. */
class CatalogueChangeIT {
    @TempDir
    private Path folder;

    private Path file;
    private final FakeProviderCaller caller = new FakeProviderCaller();

    /** Each reading looks for the key once. */
    private final AtomicInteger readings = new AtomicInteger();

    private final AtomicInteger takenOver = new AtomicInteger();

    @BeforeEach
    void setUp() {
        file = folder.resolve("catalogue.yaml");
    }

    private void write(String route, String... endpoints) throws IOException {
        Files.writeString(file, yaml(route, endpoints));
    }

    private static String yaml(String route, String... endpoints) {
        String head = """
                providers:
                  - name: any
                    format: openai_chat
                    base-url: http://127.0.0.1:1
                    auth: { env: KEY }
                endpoints:
                """;
        String each = """
                  - id: %s
                    provider: any
                    model: %<s
                    price: { input-usd-per-million: 1, output-usd-per-million: 2 }
                """;
        return head
                + Stream.of(endpoints).map(each::formatted).collect(Collectors.joining())
                + "routes:\n  - name: " + route + "\n    candidates: [" + String.join(", ", endpoints) + "]\n";
    }

    /** Tells the test, too, when a change has been taken over. */
    private CatalogueSource source() {
        CatalogueFile followed =
                CatalogueFile.open(file, new CatalogueReader(_ -> readings.incrementAndGet()), Duration.ofMillis(10));
        return new CatalogueSource() {
            @Override
            public Catalogue first() {
                return followed.first();
            }

            @Override
            public Runnable follow(Consumer<Catalogue> taker) {
                return followed.follow(taker.andThen(_ -> takenOver.incrementAndGet()));
            }
        };
    }

    private static String servedBy(Scene scene, String id) {
        InferenceReply reply = Scene.replyTo(id, scene.replies.seen());
        assertThat(reply.getOutcome()).as("%s", reply.getError()).isEqualTo(Outcome.COMPLETED);
        return reply.getServedBy().getEndpointId();
    }

    private static String ask(Scene scene, int number, String route) {
        String id = scene.ids(number, number + 1).getFirst();
        scene.send(
                Topics.REQUESTS_INTERACTIVE,
                null,
                scene.request(id).setRoute(route).build());
        return id;
    }

    @Test
    void shouldServeARouteAndAnEndpointThatAreNew() throws Exception {
        // Given
        write(Scene.ROUTE, Scene.FIRST);
        try (Scene scene = new Scene()) {
            scene.dispatcher("a", caller).catalogue(source()).start();
            String before = ask(scene, 0, Scene.ROUTE);
            String tooEarly = ask(scene, 1, "new");
            scene.awaitReplies(List.of(before, tooEarly));
            assertThat(Scene.replyTo(tooEarly, scene.replies.seen()).getOutcome())
                    .isEqualTo(Outcome.REJECTED);

            // When
            write("new", Scene.SECOND);
            Scene.await().until(() -> takenOver.get() == 1);

            // Then
            String after = ask(scene, 2, "new");
            String tooLate = ask(scene, 3, Scene.ROUTE);
            scene.awaitReplies(List.of(after, tooLate));
            assertThat(servedBy(scene, before)).isEqualTo(Scene.FIRST);
            assertThat(servedBy(scene, after)).isEqualTo(Scene.SECOND);
            assertThat(Scene.replyTo(tooLate, scene.replies.seen()).getOutcome())
                    .isEqualTo(Outcome.REJECTED);
        }
    }

    @Test
    void shouldStayWithTheOldWhileTheFileIsBad() throws Exception {
        // Given
        write(Scene.ROUTE, Scene.FIRST);
        try (Scene scene = new Scene()) {
            Dispatcher dispatcher =
                    scene.dispatcher("a", caller).catalogue(source()).start();

            // When
            int before = readings.get();
            Files.writeString(file, yaml("new", Scene.SECOND).replace("[" + Scene.SECOND, "[gamma/three"));
            Scene.await().until(() -> readings.get() > before);

            // Then
            String id = ask(scene, 0, Scene.ROUTE);
            scene.awaitReplies(List.of(id));
            assertThat(servedBy(scene, id)).isEqualTo(Scene.FIRST);
            assertThat(takenOver).hasValue(0);
            assertThat(dispatcher.failure()).isNotDone();

            // When
            write(Scene.ROUTE, Scene.SECOND);
            Scene.await().until(() -> takenOver.get() == 1);

            // Then
            String mended = ask(scene, 1, Scene.ROUTE);
            scene.awaitReplies(List.of(mended));
            assertThat(servedBy(scene, mended)).isEqualTo(Scene.SECOND);
        }
    }

    @Test
    void shouldGoByOneCatalogueFromARequestsBeginningToItsEnd() throws Exception {
        // Given
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch changed = new CountDownLatch(1);
        caller.script(Scene.FIRST, (_, _, _) -> {
            called.countDown();
            changed.await();
            return FakeProviderCaller.failure(ErrorCode.PROVIDER_SERVER_ERROR);
        });
        write(Scene.ROUTE, Scene.FIRST, Scene.SECOND);
        try (Scene scene = new Scene()) {
            scene.dispatcher("a", caller).catalogue(source()).start();
            String id = ask(scene, 0, Scene.ROUTE);
            called.await();

            // When
            write("other", "gamma/three");
            Scene.await().until(() -> takenOver.get() == 1);
            changed.countDown();

            // Then
            scene.awaitReplies(List.of(id));
            assertThat(servedBy(scene, id)).isEqualTo(Scene.SECOND);
        }
    }
}
