package io.tieline.systemtests.containers;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.AccessMode;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.Volume;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.wait.strategy.AbstractWaitStrategy;
import org.testcontainers.utility.DockerImageName;

/**
 * Containers as compose.yaml has them: nothing can be written but where it says so, and no capability is left. Unlike
 * there, they share the network of this machine, so that all addresses are its own.
 */
final class ContainerMaker {
    private static final long MEBIBYTE = 1 << 20;
    private static final int BROKER_MEBIBYTES = 1_024;

    /** The user of Kafka's image owns it: a folder that the image has keeps its rights, whatever mode is asked for. */
    static final String OF_KAFKA = "uid=1000,gid=1000";

    /** Compiling well takes longer than most tests run. */
    private static final String COMPILE_QUICKLY = "-XX:TieredStopAtLevel=1";

    private final Addresses addresses;
    private final String filesVolume;

    /**
     * Makes a maker.
     *
     * @param filesVolume name of the volume that dispatchers and gateways share
     */
    ContainerMaker(Addresses addresses, String filesVolume) {
        this.addresses = addresses;
        this.filesVolume = filesVolume;
    }

    GenericContainer<?> broker(Map<String, String> settings) {
        return broker(BROKER_MEBIBYTES, settings);
    }

    private static GenericContainer<?> broker(int mebibytes, Map<String, String> settings) {
        return locked(
                        Images.kafka(),
                        mebibytes,
                        Map.of("/tmp", "", "/opt/kafka/config", OF_KAFKA, "/opt/kafka/logs", OF_KAFKA))
                .withEnv(settings);
    }

    GenericContainer<?> broker(Map<String, String> settings, SmallDisk disk) {
        // What is on the disk is memory of the container.
        return broker(BROKER_MEBIBYTES + SmallDisk.MEBIBYTES, settings)
                .withEnv("KAFKA_LOG_DIRS", SmallDisk.PATH)
                .withCreateContainerCmdModifier(create -> hostConfig(create).withBinds(disk.bind()));
    }

    /** One that does nothing but keep a disk. */
    static GenericContainer<?> keeper(SmallDisk disk) {
        return locked(Images.kafka(), 2 * SmallDisk.MEBIBYTES, Map.of("/tmp", ""))
                .withCreateContainerCmdModifier(create -> {
                    hostConfig(create).withBinds(disk.bind());
                    create.withEntrypoint("sleep", "infinity");
                });
    }

    GenericContainer<?> registry() {
        return locked(Images.registry(), 640, Map.of("/tmp", ""))
                .withEnv(Map.of(
                        "QUARKUS_HTTP_HOST", "127.0.0.1",
                        "QUARKUS_HTTP_PORT", String.valueOf(addresses.port("registry")),
                        "QUARKUS_MANAGEMENT_HOST", "127.0.0.1",
                        "QUARKUS_MANAGEMENT_PORT", String.valueOf(addresses.port("registry/management")),
                        // Schemas and their ids outlive it, as the records that name them do.
                        "APICURIO_DATASOURCE_URL", "jdbc:h2:file:/data/registry"));
    }

    GenericContainer<?> simulator(double speed) {
        int port = addresses.port("simulator");
        return tieline()
                .withEnv("TIELINE_READY_PORT", String.valueOf(port))
                .withCommand("sim", "--port", String.valueOf(port), "--speed", String.valueOf(speed));
    }

    /**
     * Makes a service.
     *
     * @param name of the part, which may have a listener of this name
     * @param config folder with its configuration
     */
    GenericContainer<?> service(String name, String command, Path config) {
        GenericContainer<?> container = tieline()
                .withCreateContainerCmdModifier(create -> hostConfig(create)
                        .withBinds(
                                new Bind(config.toString(), new Volume("/etc/tieline"), AccessMode.ro),
                                new Bind(filesVolume, new Volume("/var/lib/tieline/files"))))
                .withEnv("JDK_JAVA_OPTIONS", COMPILE_QUICKLY + " @/etc/tieline/" + ServiceConfig.OPTIONS)
                .withCommand(command);
        return command.equals("dispatcher")
                ? container
                : container.withEnv("TIELINE_READY_PORT", String.valueOf(addresses.port(name)));
    }

    private static GenericContainer<?> tieline() {
        return locked(Images.tieline(), 512, Map.of("/tmp", "size=64m")).withEnv("JDK_JAVA_OPTIONS", COMPILE_QUICKLY);
    }

    private static GenericContainer<?> locked(String image, int mebibytes, Map<String, String> tmpfs) {
        GenericContainer<?> container = new GenericContainer<>(DockerImageName.parse(image));
        return container
                .withImagePullPolicy(_ -> false)
                .withNetworkMode("host")
                .withCreateContainerCmdModifier(create -> hostConfig(create)
                        .withReadonlyRootfs(true)
                        .withCapDrop(Capability.ALL)
                        .withSecurityOpts(List.of("no-new-privileges:true"))
                        .withTmpFs(new HashMap<>(tmpfs))
                        .withMemory(mebibytes * MEBIBYTE))
                .waitingFor(new Later());
    }

    private static HostConfig hostConfig(CreateContainerCmd create) {
        return Objects.requireNonNull(create.getHostConfig());
    }

    /** Whoever has started a container waits for it. */
    private static final class Later extends AbstractWaitStrategy {
        @Override
        protected void waitUntilReady() {
            // Others start meanwhile.
        }
    }
}
