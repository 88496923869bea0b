package io.tieline.cli;

/** Words for the user whose process is told to end, by Ctrl-C or SIGTERM, while they hold good. */
final class Parting implements AutoCloseable {
    private final Thread hook;

    private Parting(Thread hook) {
        this.hook = hook;
    }

    /** Until it is closed, this is run when the process is told to end. */
    static Parting with(Runnable words) {
        Thread hook = new Thread(words, "parting");
        Runtime.getRuntime().addShutdownHook(hook);
        return new Parting(hook);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process ends, and the words are said.
            return;
        }
    }
}
