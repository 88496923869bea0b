package io.tieline.health.stream;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A topology with its state in a directory of its own, for the tests that extend this. */
abstract class TopologyScene {
    static final String ALPHA = "alpha/one";

    TestJob job;

    @BeforeEach
    void start(@TempDir Path directory) {
        job = new TestJob(directory);
    }

    @AfterEach
    void stop() {
        job.close();
    }
}
