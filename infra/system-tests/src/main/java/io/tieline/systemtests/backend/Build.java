package io.tieline.systemtests.backend;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All classes of Tieline as they were built from one commit.
 *
 * @param classPath as {@code java -cp} takes it
 */
public record Build(String classPath) {
    /** Main class of the command line, which starts all services. */
    static final String CLI = "io.tieline.cli.Main";

    private static final Path TARGET = Path.of("infra", "system-tests", "target");

    /** What this process runs. */
    public static Build current() {
        return new Build(System.getProperty("java.class.path"));
    }

    /**
     * That of another checkout, in which {@code mvn -Dquick -pl infra/system-tests -am package} was run.
     *
     * @throws IllegalArgumentException if it wasn't, or not to its end
     */
    public static Build in(Path checkout) {
        Path target = checkout.toAbsolutePath().resolve(TARGET);
        for (Path needed : List.of(target.resolve("classes"), target.resolve("lib"))) {
            if (!Files.isDirectory(needed)) {
                throw new IllegalArgumentException("there is no build in " + checkout + ": " + needed
                        + " is missing. There, 'mvn -Dquick -pl infra/system-tests -am package' makes one");
            }
        }
        return new Build(target.resolve("classes") + File.pathSeparator + target.resolve("lib") + File.separator + "*");
    }

    /**
     * Runs a program of it to its end.
     *
     * @param log its output is appended there
     * @throws IllegalStateException if it ends otherwise than well
     */
    void run(List<String> mainAndArguments, Path log) throws IOException {
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath));
        command.addAll(mainAndArguments);
        try {
            int exit = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException(
                        mainAndArguments + " of " + classPath + " ended with " + exit + ":\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + mainAndArguments + " ran", e);
        }
    }
}
