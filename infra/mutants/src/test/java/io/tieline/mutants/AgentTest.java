package io.tieline.mutants;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The agent in processes of its own. */
class AgentTest {
    private static final String VICTIM = "io.tieline.victim.Victim";

    @TempDir
    private static Path directory;

    private static Path jar;

    private record Run(int exit, List<String> lines) {}

    @BeforeAll
    static void makeJar() throws IOException {
        Path classes = Path.of(
                Agent.class.getProtectionDomain().getCodeSource().getLocation().getPath());
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(new Attributes.Name("Premain-Class"), Agent.class.getName());
        jar = directory.resolve("agent.jar");
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file, manifest);
                Stream<Path> all = Files.walk(classes)) {
            for (Path each :
                    all.filter(path -> path.toString().endsWith(".class")).toList()) {
                out.putNextEntry(new ZipEntry(classes.relativize(each).toString()));
                Files.copy(each, out);
                out.closeEntry();
            }
        }
    }

    private static Run run(String arguments) throws IOException, InterruptedException {
        Path output = Files.createTempFile(directory, "output", ".txt");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-Xmx200m",
                        "-javaagent:" + jar + "=" + arguments,
                        "-cp",
                        System.getProperty("java.class.path"),
                        VICTIM,
                        Long.toString(System.currentTimeMillis()))
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        int exit = process.waitFor();
        return new Run(exit, Files.readAllLines(output, StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource({"+7200,120", "-3600,-60"})
    void shouldShiftEveryWallClockOfProductAndKafka(String skew, String minutes)
            throws IOException, InterruptedException {
        Run run = run("skew=" + skew + "s");
        assertThat(run.exit()).as(run.toString()).isZero();
        assertThat(run.lines())
                .filteredOn(line -> line.startsWith("off by"))
                .hasSize(10)
                .containsOnly("off by " + minutes + " min");
    }

    @ParameterizedTest
    @CsvSource({"entry,work 1", "exit,work 2"})
    void shouldBeGoneWhereTold(String where, String last) throws IOException, InterruptedException {
        Run run = run("halt@" + VICTIM + "#work@" + where + ":2");
        assertThat(run.exit()).as(run.toString()).isEqualTo(137);
        assertThat(run.lines())
                .filteredOn(line -> line.startsWith("work"))
                .last()
                .isEqualTo(last);
        assertThat(run.lines()).last().asString().contains("is reached");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "no-such-mutant", "halt@x", "skew=soon", "halt@" + VICTIM + "#rest@entry:1"})
    void shouldNotRunWhereItCanNotDoWhatIsAsked(String arguments) throws IOException, InterruptedException {
        Run run = run(arguments);
        assertThat(run.exit()).as(run.toString()).isEqualTo(70);
        assertThat(run.lines())
                .anyMatch(line -> line.startsWith("tieline-mutants:"))
                .noneMatch("end"::equals);
    }

    @Test
    void shouldReadChanges() {
        assertThat(Halt.parse("halt@a.B$C#<init>@exit:12"))
                .isEqualTo(new Halt("halt@a.B$C#<init>@exit:12", "a/B$C", "<init>", false, 12));
        assertThatThrownBy(() -> Halt.parse("halt@a.B#c@entry:0")).isInstanceOf(IllegalArgumentException.class);
        assertThat(Skew.parse("skew=-61s")).isEqualTo(Duration.ofSeconds(-61));
    }
}
