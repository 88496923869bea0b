package io.tieline.systemtests.backend;

import io.tieline.dev.ServiceProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A part that is a process of its own. Nothing starts it again but its user. */
public final class ProcessPart implements ChangeablePart, AutoCloseable {
    private final String name;
    private final List<String> mainAndArguments;
    private final Path log;
    private List<String> options = List.of();
    private Build build = Build.current();
    private @Nullable ServiceProcess process;

    ProcessPart(String name, List<String> mainAndArguments, Path log) {
        this.name = name;
        this.mainAndArguments = List.copyOf(mainAndArguments);
        this.log = log;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void start() {
        start(List.of());
    }

    /** From its next start on, further options of the JVM. */
    public void use(List<String> newOptions) {
        options = List.copyOf(newOptions);
    }

    /** From its next start on, the classes that it runs. */
    public void use(Build newBuild) {
        build = newBuild;
    }

    /**
     * Starts it with options of the JVM that only this life has.
     *
     * @throws IllegalStateException if it runs
     */
    void start(List<String> ofThisLife) {
        if (isRunning()) {
            throw new IllegalStateException(name + " runs already");
        }
        List<String> all = new ArrayList<>(options);
        all.addAll(ofThisLife);
        ServiceProcess started = ServiceProcess.start(all, build.classPath(), mainAndArguments, log);
        started.hold();
        process = started;
    }

    @Override
    public void startChanged(String change) {
        start(List.of(Mutant.option(change)));
    }

    @Override
    public long exitCode() {
        return running().exitCode();
    }

    private ServiceProcess running() {
        if (process == null) {
            throw new IllegalStateException(name + " doesn't run");
        }
        return process;
    }

    @Override
    public void kill() throws InterruptedException {
        running().kill();
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
        Signals.send(signal, running().pid(), name);
    }

    @Override
    public boolean isRunning() {
        return process != null && process.isAlive();
    }

    /** Processor time, memory and threads are found under this id. */
    public long pid() {
        return running().pid();
    }

    Path log() {
        return log;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
            process = null;
        }
    }
}
