package io.tieline.systemtests.backend;

import io.tieline.embedded.RegistryProcess;
import org.jspecify.annotations.Nullable;

/** The schema registry as a process of its own, on one port and one directory over all its lives. */
final class RegistryPart implements Part, AutoCloseable {
    private final RegistryProcess.Options options;
    private @Nullable RegistryProcess process;

    RegistryPart(RegistryProcess.Options options) {
        this.options = options;
    }

    @Override
    public String name() {
        return "registry";
    }

    @Override
    public void start() {
        process = RegistryProcess.start(options);
    }

    private RegistryProcess running() {
        if (process == null) {
            throw new IllegalStateException("the registry doesn't run");
        }
        return process;
    }

    @Override
    public void kill() throws InterruptedException {
        ProcessHandle handle = ProcessHandle.of(running().pid()).orElseThrow();
        handle.destroyForcibly();
        handle.onExit().join();
        running().close();
        process = null;
    }

    @Override
    public void stop() {
        running().close();
        process = null;
    }

    @Override
    public void pause() throws InterruptedException {
        signal("STOP");
    }

    @Override
    public void resume() throws InterruptedException {
        signal("CONT");
    }

    private void signal(String signal) throws InterruptedException {
        Signals.send(signal, running().pid(), name());
    }

    @Override
    public boolean isRunning() {
        return process != null;
    }

    @Override
    public void close() {
        if (process != null) {
            stop();
        }
    }
}
