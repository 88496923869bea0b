package io.tieline.systemtests;

import io.tieline.systemtests.backend.Backend;
import io.tieline.systemtests.backend.ProcessBackend;
import io.tieline.systemtests.scenario.Playing;
import io.tieline.systemtests.scenario.Scenario;
import io.tieline.systemtests.scenario.Scenarios;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Plays scenarios, and prints what came of them. */
public final class FaultsMain {
    private static final double SPEED = 10;

    private FaultsMain() {}

    /** Plays the scenarios that are named, or all. */
    public static void main(String[] args) throws Exception {
        List<String> names = List.of(args);
        Path folder = Files.createTempDirectory("tieline-faults-");
        boolean good = true;
        try (Backend backend = ProcessBackend.start(SPEED, Files.createDirectory(folder.resolve("parts")));
                Playing playing = new Playing(backend, folder.resolve("histories"))) {
            System.out.println(backend.inWords());
            playing.warmUp();
            for (Scenario scenario : Scenarios.shortForms(1)) {
                if (scenario.fits(backend) && (names.isEmpty() || names.contains(scenario.name()))) {
                    long begin = System.nanoTime();
                    Playing.Played played = playing.play(scenario);
                    System.out.printf("%s%n  %.1f s%n", played, (System.nanoTime() - begin) / 1e9);
                    good &= played.isGood();
                }
            }
        }
        System.exit(good ? 0 : 1);
    }
}
