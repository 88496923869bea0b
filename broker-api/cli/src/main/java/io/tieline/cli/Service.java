package io.tieline.cli;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Runs something until the process is asked to stop or it fails. */
final class Service {
    private static final int STOP_SECONDS = 30;

    private Service() {}

    /**
     * Waits. On SIGTERM and Ctrl-C everything is closed before the process ends.
     *
     * @param failure completes when the service can't go on
     * @return exit code
     */
    static int runUntilStopped(AutoCloseable service, CompletableFuture<Throwable> failure) throws Exception {
        CountDownLatch closed = new CountDownLatch(1);
        CompletableFuture<Throwable> end = failure.copy();
        Thread hook = new Thread(
                () -> {
                    end.cancel(false);
                    await(closed);
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            Throwable cause = end.join();
            System.err.println("tieline: " + Failures.explain(cause));
            return 1;
        } catch (CancellationException e) {
            return 0;
        } finally {
            service.close();
            closed.countDown();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            if (!latch.await(STOP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("tieline: not everything could be stopped in order within " + STOP_SECONDS + " s");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
