package io.tieline.dev;

import java.io.PrintWriter;
import java.time.Duration;

/**
 * Tells how far a batch is: a bar that is redrawn in place on a terminal, otherwise a plain line every two seconds. Used
 * by one thread.
 */
public final class ProgressLine {
    private static final int WIDTH = 30;
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final Duration REDRAW = Duration.ofMillis(100);

    private final PrintWriter out;
    private final boolean terminal;
    private final int total;
    private long lastNanos = Long.MIN_VALUE;
    private String drawn = "";

    /**
     * Starts a line.
     *
     * @param terminal whether the output is a terminal, on which a line can be redrawn
     */
    public ProgressLine(PrintWriter out, boolean terminal, int total) {
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

    /** Shows the last state, unless that was shown already, and ends the line. */
    public void end(int done, String detail) {
        draw(done, detail);
        if (terminal) {
            out.println();
        }
    }

    /** Prints a line of its own above the bar. */
    public void note(String text) {
        makeWay();
        out.println(text);
    }

    /** Takes the bar away, so that something else can be printed in its place; it comes back with the next state. */
    public void makeWay() {
        if (terminal && !drawn.isEmpty()) {
            out.print("\r\u001b[K");
            out.flush();
            drawn = "";
            lastNanos = Long.MIN_VALUE;
        }
    }

    private void draw(int done, String detail) {
        int percent = total == 0 ? 100 : (int) (100L * done / total);
        String state =
                "%3d %%  %d/%d  %s".formatted(percent, done, total, detail).stripTrailing();
        if (terminal) {
            int full = Math.min(WIDTH, WIDTH * percent / 100);
            out.printf("\r\u001b[K[%s%s] %s", "#".repeat(full), ".".repeat(WIDTH - full), state);
            out.flush();
        } else if (!state.equals(drawn)) {
            out.println(state);
        }
        drawn = state;
    }
}
