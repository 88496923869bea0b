package io.tieline.gateway.idempotency;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tieline.client.Request;
import io.tieline.embedded.EmbeddedKafka;
import io.tieline.files.LocalFiles;
import io.tieline.gateway.Installation;
import io.tieline.gateway.files.FileShelf;
import io.tieline.gateway.idempotency.Outcome.Done;
import io.tieline.gateway.view.KafkaWriter;
import io.tieline.gateway.view.MemoryTopic;
import io.tieline.schemas.Topics;
import io.tieline.schemas.avro.IdempotentAnswer;
import io.tieline.schemas.avro.StoredFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdempotencyIT {
    private static final Duration ABANDONED = Duration.ofSeconds(4);

    @TempDir
    private static Path folder;

    private static Installation installation;
    private static FileShelf shelf;
    private static Idempotency first;
    private static Idempotency second;

    @BeforeAll
    static void start() throws Exception {
        installation = Installation.start(EmbeddedKafka.Options.fresh());
        MemoryTopic<StoredFile> files = new MemoryTopic<>();
        InstantSource clock = InstantSource.system();
        shelf = new FileShelf(LocalFiles.in(folder, clock), files, files, clock);
        first = gateway(Duration.ofSeconds(20));
        second = gateway(Duration.ofSeconds(20));
    }

    @AfterAll
    static void stop() {
        first.close();
        second.close();
        installation.close();
    }

    private static Idempotency gateway(Duration patience) throws IOException {
        return new Idempotency(
                installation.kafka(), installation.serdes(), shelf, ABANDONED, patience, InstantSource.system());
    }

    @Test
    void shouldWorkOnceHoweverManyAskAtTheSameTime() throws Exception {
        for (int round = 0; round < 20; round++) {
            // Given
            Key key = new Key("acme", "race-" + round);
            AtomicInteger worked = new AtomicInteger();
            CountDownLatch go = new CountDownLatch(1);

            // When
            List<Future<Outcome>> outcomes = new ArrayList<>();
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 8; i++) {
                    Idempotency gateway = i % 2 == 0 ? first : second;
                    outcomes.add(threads.submit(() -> {
                        go.await();
                        return gateway.once(key, "x", _ -> answer(200, "answer " + worked.incrementAndGet()));
                    }));
                }
                go.countDown();
            }

            // Then
            assertThat(worked).as("round %d", round).hasValue(1);
            List<Done> done = new ArrayList<>();
            for (Future<Outcome> outcome : outcomes) {
                done.add((Done) outcome.get());
            }
            assertThat(done).extracting(one -> text(one.answer())).containsOnly("answer 1");
            assertThat(done).filteredOn(one -> !one.again()).hasSize(1);
        }
    }

    @Test
    void shouldGiveTheSameAnswerAgainAlsoALongOneAndAfterARestart() throws Exception {
        // Given
        String longText = "long ".repeat(100_000);
        Outcome shortOne = first.once(new Key("acme", "short"), "x", _ -> answer(201, "short"));
        Outcome longOne = first.once(new Key("acme", "long"), "x", _ -> answer(400, longText));
        assertThat(shortOne).isEqualTo(new Done(answer(201, "short"), false));
        assertThat(longOne).isEqualTo(new Done(answer(400, longText), false));

        try (Idempotency restarted = gateway(Duration.ofSeconds(20))) {
            for (Idempotency gateway : List.of(first, second, restarted)) {
                // When
                Outcome shortAgain = gateway.once(new Key("acme", "short"), "x", _ -> answer(500, "not asked"));
                Outcome longAgain = gateway.once(new Key("acme", "long"), "x", _ -> answer(500, "not asked"));

                // Then
                assertThat(shortAgain).isEqualTo(new Done(answer(201, "short"), true));
                assertThat(longAgain).isEqualTo(new Done(answer(400, longText), true));
            }
        }
    }

    @Test
    void shouldRefuseAnotherRequestUnderTheKeyAndKnowTenantsApart() throws Exception {
        // Given
        first.once(new Key("a", "b:c"), "x", _ -> answer(200, "one"));

        // When
        Outcome other = second.once(new Key("a", "b:c"), "y", _ -> answer(200, "two"));
        Outcome neighbour = second.once(new Key("a:b", "c"), "y", _ -> answer(200, "three"));

        // Then
        assertThat(other).isEqualTo(new Outcome.OtherRequest());
        assertThat(neighbour).isEqualTo(new Done(answer(200, "three"), false));
    }

    @Test
    void shouldTryAnewWhatFailedUnderTheSameOrigin() throws Exception {
        // Given
        Key key = new Key("acme", "fails");
        List<String> origins = new ArrayList<>();

        // When
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> first.once(key, "x", turn -> {
                    origins.add(turn.origin());
                    throw new IOException("Kafka is away");
                }));
        Outcome busy = second.once(key, "x", turn -> {
            origins.add(turn.origin());
            return answer(503, "busy");
        });
        Outcome done = first.once(key, "x", turn -> {
            origins.add(turn.origin());
            return answer(200, "done");
        });

        // Then
        assertThat(busy).isEqualTo(new Done(answer(503, "busy"), false));
        assertThat(done).isEqualTo(new Done(answer(200, "done"), false));
        assertThat(origins).hasSize(3);
        assertThat(origins.stream().distinct()).hasSize(1);
        assertThat(Request.madeAt(origins.getFirst())).isPresent();
    }

    @Test
    void shouldTakeOverFromTheDeadAndNotFromTheSlow() throws Exception {
        // Given: a claim whose gateway is no more
        Key dead = new Key("acme", "dead");
        try (KafkaWriter<IdempotentAnswer> writer = new KafkaWriter<>(
                installation.kafka(), installation.serdes(), Topics.IDEMPOTENT_ANSWERS, ClaimBoard::keyOf)) {
            writer.put(
                    ClaimBoard.recordKey(dead.text(), "gone"),
                    IdempotentAnswer.newBuilder()
                            .setKey(dead.text())
                            .setClaimId("gone")
                            .setBodySha256("x")
                            .setClaimedAt(Instant.now())
                            .build());
        }
        Key slow = new Key("acme", "slow");
        CountDownLatch started = new CountDownLatch(1);
        CountDownLatch end = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Outcome> slowly = threads.submit(() -> first.once(slow, "x", _ -> {
                started.countDown();
                end.await();
                return answer(200, "slow");
            }));
            started.await();

            // When: longer than a claim counts that isn't renewed
            Outcome taken = second.once(dead, "x", turn -> answer(200, "instead of " + turn.origin()));
            Outcome waited;
            try (Idempotency impatient = gateway(ABANDONED.plusSeconds(1))) {
                waited = impatient.once(slow, "x", _ -> answer(200, "twice"));
            }
            end.countDown();

            // Then
            assertThat(taken).isEqualTo(new Done(answer(200, "instead of gone"), false));
            assertThat(waited).isInstanceOf(Outcome.StillWorking.class);
            assertThat(slowly.get()).isEqualTo(new Done(answer(200, "slow"), false));
        }
    }

    private static Answer answer(int status, String body) {
        return new Answer(status, "text/plain", StandardCharsets.UTF_8.encode(body));
    }

    private static String text(Answer answer) {
        return StandardCharsets.UTF_8.decode(answer.body().duplicate()).toString();
    }
}
