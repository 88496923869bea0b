package io.tieline.dev;

import java.io.PrintStream;
import java.time.Duration;

/**
 * Tells how far a batch is: a bar that is redrawn in place on a terminal, otherwise a plain line every two seconds. Used
 * by one thread.
 */
public final class ProgressLine {
    private static final int WIDTH = 30;
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration REDRAW = Duration.ofMillis(100);

    private final PrintStream out;
    private final boolean terminal;
    private final int total;
    private long lastNanos = Long.MIN_VALUE;
    private boolean drawn;

    /**
     * Starts a line.
     *
     * @param terminal whether the output is a terminal, on which a line can be redrawn
     */
    public ProgressLine(PrintStream out, boolean terminal, int total) {
        this.out = out;
        this.terminal = terminal;
        this.total = total;
    }

    /** Shows the state, unless it was shown a moment ago. */
    public void show(int done, String detail) {
        long now = System.nanoTime();
        Duration pause = terminal ? REDRAW : EVERY;
        if (lastNanos != Long.MIN_VALUE && now - lastNanos < pause.toNanos()) {
            return;
        }
        lastNanos = now;
        draw(done, detail);
    }

    /** Shows the last state and ends the line. */
    public void end(int done, String detail) {
        draw(done, detail);
        if (terminal) {
            out.println();
        }
    }

    /** Prints a line of its own above the bar. */
    public void note(String text) {
        if (terminal && drawn) {
            out.print("\r\u001b[K");
        }
        out.println(text);
        lastNanos = Long.MIN_VALUE;
    }

    private void draw(int done, String detail) {
        drawn = true;
        int percent = total == 0 ? 100 : (int) (100L * done / total);
        if (terminal) {
            int full = Math.min(WIDTH, WIDTH * percent / 100);
            out.printf(
                    "\r\u001b[K[%s%s] %3d %%  %d/%d  %s",
                    "#".repeat(full), ".".repeat(WIDTH - full), percent, done, total, detail);
            out.flush();
        } else {
            out.printf("%3d %%  %d/%d  %s%n", percent, done, total, detail);
        }
    }
}
