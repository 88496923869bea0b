package io.tieline.systemtests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The official SDKs for Python and Node on the embedded stack. Skipped where the language is absent or no registry has
 * its packages.
 */
class SdkScriptsIT {
    private static final Path RUNNER = Path.of("sdk", "run").toAbsolutePath();

    /** Installing takes most of it, and only the first time. */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static Stack stack;

    @TempDir
    private Path folder;

    @BeforeAll
    static void start() {
        stack = Stack.start(StackOptions.fresh().withGateway(0), _ -> {});
    }

    @AfterAll
    static void stop() {
        stack.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"python", "node"})
    void shouldServeTheSdksOf(String language) throws Exception {
        // When
        Path told = folder.resolve("told.txt");
        int exitCode = run(language, told);
        String text = Files.readString(told);
        System.out.print(text);

        // Then
        assertThat(exitCode).as(text).isZero();
        text.lines().filter(line -> line.startsWith("skipped")).findFirst().ifPresent(line -> abort(line));
        assertThat(text.lines()).anySatisfy(line -> assertThat(line).matches("(\\w+): (\\d+) of \\2 work, .*"));
    }

    private static int run(String language, Path told) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        RUNNER.toString(),
                        "--" + language,
                        stack.gatewayUrl().orElseThrow().toString(),
                        Stack.KEY)
                .redirectErrorStream(true)
                .redirectOutput(told.toFile())
                .start();
        try {
            assertThat(process.waitFor(PATIENCE)).as("ends in time").isTrue();
            return process.exitValue();
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
