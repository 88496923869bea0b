package io.tieline.embedded;

import java.io.IOException;

/**
 * Entry point of a child process that must not outlive its parent. The child's standard input is a pipe from the parent,
 * which the operating system closes however the parent ends, SIGKILL included: end of input means that nobody is left.
 *
 * <p>It is copied out alone and started by {@link RegistryProcess}, so it may use nothing but the JDK.
 */
public final class ParentWatch {
    private static final long PATIENCE_MILLIS = 5_000;

    private ParentWatch() {}

    /** Runs the main class named by the first argument with the other arguments. */
    public static void main(String[] args) throws ReflectiveOperationException {
        Thread.ofPlatform().daemon().name("parent-watch").start(ParentWatch::endWithParent);
        String[] rest = new String[args.length - 1];
        System.arraycopy(args, 1, rest, 0, rest.length);
        Class.forName(args[0]).getMethod("main", String[].class).invoke(null, (Object) rest);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() != -1) {
                // Only the end counts.
            }
        } catch (IOException e) {
            // A broken pipe says the same.
        }
        // A clean end closes the database, but nothing may keep an orphan alive.
        Thread.ofPlatform().daemon().name("parent-watch-halt").start(ParentWatch::haltSoon);
        System.exit(0);
    }

    private static void haltSoon() {
        try {
            Thread.sleep(PATIENCE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(1);
    }
}
