package io.tieline.systemtests.containers;

import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;

/**
 * A disk of memory, for one container, and soon full. A second container that does nothing else keeps what is on it while
 * the first one doesn't run, and fills it.
 */
final class SmallDisk implements AutoCloseable {
    /** How much there is room for. */
    static final int MEBIBYTES = 192;

    /** Where it is found. */
    static final String PATH = "/small-disk";

    private static final String BALLAST = PATH + "/ballast";

    private final String volume = "tieline-disk-" + UUID.randomUUID();
    private final GenericContainer<?> keeper;

    /** Makes it, so that a container can have it. */
    SmallDisk() {
        DockerClientFactory.lazyClient()
                .createVolumeCmd()
                .withName(volume)
                .withDriver("local")
                .withDriverOpts(Map.of(
                        "type", "tmpfs",
                        "device", "tmpfs",
                        "o", ContainerMaker.OF_KAFKA + ",size=" + MEBIBYTES + "m"))
                .exec();
        keeper = ContainerMaker.keeper(this);
    }

    /** Keeps from now on what is on it. */
    void keep() {
        keeper.start();
    }

    Bind bind() {
        return new Bind(volume, new Volume(PATH));
    }

    /** Leaves no room. */
    void fill() throws InterruptedException {
        ExecResult result = run("cat /dev/zero >" + BALLAST);
        if (!result.getStderr().contains("No space left")) {
            throw new IllegalStateException("the disk isn't full: " + result);
        }
    }

    /** Makes room again. */
    void clear() throws InterruptedException {
        ExecResult result = run("rm " + BALLAST);
        if (result.getExitCode() != 0) {
            throw new IllegalStateException("the disk is still full: " + result);
        }
    }

    private ExecResult run(String command) throws InterruptedException {
        try {
            return keeper.execInContainer("sh", "-c", command);
        } catch (IOException e) {
            throw new IllegalStateException("can't run in the disk's keeper: " + command, e);
        }
    }

    /** To be called when no container has it any more. */
    @Override
    public void close() {
        keeper.stop();
        try {
            DockerClientFactory.lazyClient().removeVolumeCmd(volume).exec();
        } catch (NotFoundException e) {
            // The engine has removed it with the last container.
        }
    }
}
