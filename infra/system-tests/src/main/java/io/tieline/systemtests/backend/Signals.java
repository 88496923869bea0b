package io.tieline.systemtests.backend;

import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that Java can't send. */
final class Signals {
    private Signals() {}

    /**
     * Sends one.
     *
     * @param signal such as {@code STOP}
     * @param name whom to name where it fails
     */
    static void send(String signal, long pid, String name) throws InterruptedException {
        try {
            int exit = new ProcessBuilder("kill", "-" + signal, String.valueOf(pid))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (exit != 0) {
                throw new IllegalStateException(name + " can't be sent SIG" + signal);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("there is no command kill", e);
        }
    }
}
