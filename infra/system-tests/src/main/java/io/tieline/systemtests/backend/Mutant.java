package io.tieline.systemtests.backend;

import io.tieline.mutants.Agent;
import java.net.URISyntaxException;
import java.nio.file.Path;

/** Starts a JVM whose product is broken on purpose. */
public final class Mutant {
    private Mutant() {}

    /**
     * Option of a JVM.
     *
     * @param change what is changed, as the mutants' README has it
     * @throws IllegalStateException where the agent isn't packaged
     */
    public static String option(String change) {
        return option(jar(), change);
    }

    /** The same where the agent has been copied to. */
    public static String option(Path jar, String change) {
        return "-javaagent:" + jar + "=" + change;
    }

    /**
     * The agent.
     *
     * @throws IllegalStateException where it isn't packaged
     */
    public static Path jar() {
        try {
            Path jar = Path.of(Agent.class
                    .getProtectionDomain()
                    .getCodeSource()
                    .getLocation()
                    .toURI());
            if (!jar.toString().endsWith(".jar")) {
                throw new IllegalStateException("the agent isn't packaged, it is in " + jar
                        + ": tests that break the product run in the phase integration-test");
            }
            return jar;
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the agent is nowhere", e);
        }
    }
}
