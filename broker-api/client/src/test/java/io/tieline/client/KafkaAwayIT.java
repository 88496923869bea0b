package io.tieline.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.embedded.EmbeddedKafka;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KafkaAwayIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path data;

    @Test
    void shouldGoOnWhenKafkaComesBack() throws Exception {
        try (Installation installation = Installation.start(EmbeddedKafka.Options.kept(data));
                TielineClient client =
                        TielineClient.connect(installation.client("a").build())) {
            // Given
            String address = installation.bootstrapServers();
            int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
            String answered;
            try (EchoResponder responder = EchoResponder.start(installation)) {
                Request before = Request.ofText("summarize", "before");
                answered = before.requestId();
                assertThat(client.submit(before)).succeedsWithin(PATIENCE);
                assertThat(responder.seen()).hasSize(1);
            }

            // When
            installation.stopKafka();
            // In a thread of its own: the producer may wait there for Kafka's metadata.
            CompletableFuture<Reply> meanwhile = CompletableFuture.supplyAsync(() ->
                    client.submit(Request.ofText("summarize", "meanwhile")).join());
            CompletableFuture<Reply> found = client.await(answered);
            installation.startKafkaAgain(port);

            // Then
            try (EchoResponder responder = EchoResponder.startFromTheStart(installation)) {
                assertThat(meanwhile)
                        .succeedsWithin(PATIENCE)
                        .satisfies(reply -> assertThat(reply.text()).contains("meanwhile"));
                assertThat(found)
                        .succeedsWithin(PATIENCE)
                        .satisfies(reply -> assertThat(reply.text()).contains("before"));
                assertThat(responder.seen()).hasSize(2);
            }
        }
    }
}
