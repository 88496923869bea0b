package io.tieline.systemtests.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieline.systemtests.backend.Part;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The images of infra/containers, run as they are meant to be run. */
class ContainersIT {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(25);
    private static final int ENDED_BY_SIGTERM = 143;

    @TempDir
    private static Path folder;

    private static ContainerFleet fleet;

    @BeforeAll
    static void start() {
        Images.missing().ifPresent(why -> {
            System.out.println(why);
            assumeTrue(false, why);
        });
        long start = System.nanoTime();
        fleet = ContainerFleet.start(ContainerFleet.Options.of(folder));
        tell("the fleet has started", start);
    }

    @AfterAll
    static void end() {
        if (fleet != null) {
            fleet.close();
        }
    }

    @Test
    void shouldAnswerEachOnceThoughADispatcherAndABrokerAreKilled() throws Exception {
        try (Traffic traffic = new Traffic(fleet)) {
            // Given
            Part dispatcher = fleet.dispatchers().getFirst();
            Part broker = fleet.brokers().get(1);
            traffic.submit(70);
            Future<List<Integer>> overHttp = traffic.overHttp(5);
            traffic.awaitAnswered(30);

            // When
            dispatcher.kill();
            traffic.submit(70);
            traffic.awaitAnswered(100);
            broker.kill();
            traffic.submit(60);
            dispatcher.start();
            traffic.awaitAnswered(160);
            broker.start();

            // Then
            traffic.awaitAnswered(200);
            traffic.assertEachAnsweredOnce();
            assertThat(overHttp.get()).containsOnly(200);
            await().atMost(PATIENCE).until(() -> fleet.all().stream().allMatch(ContainerPart::isReady));
        } catch (Exception | AssertionError e) {
            System.out.println(fleet.lastWords());
            throw e;
        }
    }

    @Test
    void shouldFailNoRequestWhileDispatchersAreReplacedOneByOne() throws Exception {
        try (Traffic traffic = new Traffic(fleet)) {
            int submitted = 0;
            for (ContainerPart dispatcher : fleet.workers()) {
                // Given
                await().atMost(PATIENCE).until(() -> fleet.workers().stream().allMatch(ContainerPart::isReady));
                traffic.submit(40);

                // When
                long stop = System.nanoTime();
                dispatcher.stop();
                tell(dispatcher.name() + " has stopped", stop);

                // Then
                assertThat(Duration.ofNanos(System.nanoTime() - stop)).isLessThan(LONGEST_STOP);
                assertThat(dispatcher.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
                traffic.submit(20);
                dispatcher.start();
                submitted += 60;
                traffic.awaitAnswered(submitted);
            }
            traffic.assertEachAnsweredOnce();
        }
    }

    @Test
    void shouldStopEveryServiceInOrder() {
        for (ContainerPart service : List.of(fleet.healthStream(), fleet.gateway())) {
            // When
            long stop = System.nanoTime();
            service.stop();
            tell(service.name() + " has stopped", stop);

            // Then
            assertThat(service.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            service.start();
            await().atMost(PATIENCE).until(service::isReady);
        }
    }

    private static void tell(String what, long sinceNanos) {
        System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - sinceNanos) / 1e9);
    }
}
