package io.tieline.systemtests.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.command.InspectContainerResponse.ContainerState;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotModifiedException;
import io.tieline.systemtests.backend.Part;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.awaitility.Awaitility;
import org.testcontainers.containers.GenericContainer;

/** A container. */
class ContainerPart implements Part {
    private static final int STOP_SECONDS = 30;
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int LOG_LINES = 30;

    private final String name;
    private final GenericContainer<?> container;
    private final BooleanSupplier ready;

    /**
     * Makes one that {@link GenericContainer#start} starts.
     *
     * @param ready asked while it runs
     */
    ContainerPart(String name, GenericContainer<?> container, BooleanSupplier ready) {
        this.name = name;
        this.container = container;
        this.ready = ready;
    }

    /** One whose image tells whether it takes work. */
    static ContainerPart checked(String name, GenericContainer<?> container) {
        return new ContainerPart(name, container, () -> succeeds(container, "/opt/tieline/healthy"));
    }

    static boolean succeeds(GenericContainer<?> container, String command) {
        try {
            return container.execInContainer(command).getExitCode() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    GenericContainer<?> container() {
        return container;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void kill() {
        try {
            docker().killContainerCmd(container.getContainerId())
                    .withSignal("SIGKILL")
                    .exec();
        } catch (ConflictException e) {
            // It is gone already.
        }
        awaitEnd();
    }

    @Override
    public void pause() {
        docker().pauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void resume() {
        docker().unpauseContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public void stop() {
        try {
            docker().stopContainerCmd(container.getContainerId())
                    .withTimeout(STOP_SECONDS)
                    .exec();
        } catch (NotModifiedException e) {
            // It is gone already.
        }
        awaitEnd();
    }

    private void awaitEnd() {
        Awaitility.await().atMost(PATIENCE).until(() -> !isRunning());
    }

    @Override
    public void start() {
        docker().startContainerCmd(container.getContainerId()).exec();
    }

    @Override
    public boolean isRunning() {
        return Boolean.TRUE.equals(state().getRunning());
    }

    /** How its process ended last: 137 after SIGKILL, 143 after SIGTERM. */
    public long exitCode() {
        return Objects.requireNonNull(state().getExitCodeLong(), "the engine tells no exit code");
    }

    /** Whether it takes work. */
    boolean isReady() {
        return isRunning() && ready.getAsBoolean();
    }

    /** Writes down all that it has said, in its former lives too. */
    Path writeLog(Path folder) throws IOException {
        return Files.writeString(folder.resolve(name + ".log"), container.getLogs());
    }

    /** The end of what it has said. */
    String log() {
        List<String> lines = container.getLogs().lines().toList();
        return name + ":\n" + String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    }

    private ContainerState state() {
        return docker().inspectContainerCmd(container.getContainerId()).exec().getState();
    }

    private DockerClient docker() {
        return container.getDockerClient();
    }

    @Override
    public String toString() {
        return name;
    }
}
