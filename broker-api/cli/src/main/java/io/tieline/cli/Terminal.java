package io.tieline.cli;

import java.io.Console;

/** Whether somebody watches. */
final class Terminal {
    private Terminal() {}

    /** Whether output goes to a terminal on which a line can be redrawn. */
    static boolean isPresent() {
        Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }
}
