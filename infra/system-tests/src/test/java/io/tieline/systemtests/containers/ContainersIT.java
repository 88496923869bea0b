package io.tieline.systemtests.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tieline.dev.Stack;
import io.tieline.systemtests.backend.Part;
import io.tieline.systemtests.scenario.Playing;
import io.tieline.systemtests.scenario.Playing.Played;
import io.tieline.systemtests.scenario.Scenario;
import io.tieline.systemtests.scenario.Scenarios;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The images of infra/containers, run as they are meant to be run, under the same faults as the processes of
 * FaultScenariosIT: one fleet for all, which takes a minute to start.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ContainersIT {
    private static final long SEED = 1;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration LONGEST_STOP = Duration.ofSeconds(25);
    private static final int ENDED_BY_SIGTERM = 143;

    @TempDir(cleanup = CleanupMode.ON_SUCCESS)
    private static Path folder;

    private static ContainerFleet fleet;
    private static Playing playing;
    private static boolean allGood = true;

    @RegisterExtension
    private static final AfterTestExecutionCallback OUTCOME =
            test -> allGood &= test.getExecutionException().isEmpty();

    @BeforeAll
    static void start() throws Exception {
        Images.missing().ifPresent(why -> {
            System.out.println(why);
            assumeTrue(false, why);
        });
        long start = System.nanoTime();
        fleet = ContainerFleet.start(Files.createDirectory(folder.resolve("parts")));
        playing = new Playing(fleet, folder.resolve("histories"));
        playing.warmUp();
        tell("the fleet has started", start);
    }

    @AfterAll
    static void end() {
        if (playing != null) {
            playing.close();
        }
        if (fleet != null) {
            fleet.close();
        }
        // The folder of a class goes by the class's own failure, not by that of one of its tests.
        assertThat(allGood).as("histories and logs are kept in %s", folder).isTrue();
    }

    @Order(1)
    @Test
    void shouldAnswerOverHttpThoughADispatcherAndABrokerAreKilled() throws Exception {
        // Given
        Part dispatcher = fleet.dispatchers().getFirst();
        Part broker = fleet.brokers().get(1);

        // When
        Future<List<Integer>> statuses = overHttp(20);
        dispatcher.kill();
        broker.kill();

        // Then
        assertThat(statuses.get()).hasSize(20).containsOnly(200);
        dispatcher.start();
        broker.start();
        awaitAll();
    }

    /** Requests to the gateway, one after the other; the statuses of the answers. */
    private static Future<List<Integer>> overHttp(int count) {
        FutureTask<List<Integer>> calls = new FutureTask<>(() -> {
            List<Integer> statuses = new ArrayList<>();
            try (HttpClient http =
                    HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
                for (int i = 0; i < count; i++) {
                    statuses.add(http.send(chat(), BodyHandlers.discarding()).statusCode());
                }
            }
            return statuses;
        });
        Thread.ofVirtual().name("over-http").start(calls);
        return calls;
    }

    private static HttpRequest chat() {
        return HttpRequest.newBuilder(fleet.gatewayUrl().resolve("/v1/chat/completions"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + Stack.KEY)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("""
                        {"model": "summarize", "messages": [{"role": "user", "content": "Tie lines join power grids."}]}"""))
                .build();
    }

    private static void awaitAll() {
        await().atMost(PATIENCE).until(ContainersIT::notReady, List::isEmpty);
    }

    private static List<String> notReady() {
        return fleet.all().stream()
                .filter(part -> !part.isReady())
                .map(ContainerPart::name)
                .toList();
    }

    @Order(2)
    @Test
    void shouldStopEveryServiceInOrder() {
        List<ContainerPart> services = Stream.concat(
                        fleet.workers().stream(), Stream.of(fleet.healthStream(), fleet.gateway()))
                .toList();
        for (ContainerPart service : services) {
            // When
            long stop = System.nanoTime();
            service.stop();
            tell(service.name() + " has stopped", stop);

            // Then
            assertThat(Duration.ofNanos(System.nanoTime() - stop)).isLessThan(LONGEST_STOP);
            assertThat(service.exitCode()).isEqualTo(ENDED_BY_SIGTERM);
            service.start();
            await().atMost(PATIENCE).until(service::isReady);
        }
    }

    static List<Scenario> scenarios() {
        return Scenarios.asked(SEED);
    }

    @Order(3)
    @ParameterizedTest
    @MethodSource("scenarios")
    void shouldKeepItsPromises(Scenario scenario) throws Exception {
        // When
        long start = System.nanoTime();
        Played played = playing.play(scenario);

        // Then
        tell(scenario.name(), start);
        System.out.println(played);
        assertThat(played.isGood()).as("%s%n%s", played, fleet.lastWords()).isTrue();
        awaitAll();
    }

    private static void tell(String what, long sinceNanos) {
        System.out.printf("%s: %.1f s%n", what, (System.nanoTime() - sinceNanos) / 1e9);
    }
}
