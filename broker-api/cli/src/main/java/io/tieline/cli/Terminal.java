package io.tieline.cli;

import java.io.Console;

/** Whether somebody watches. */
final class Terminal {
    private Terminal() {}

    /** Whether output goes to a terminal on which a line can be redrawn. */
    // Some JDKs 25 do return null where neither input nor output is a terminal, whatever the documentation says.
    @SuppressWarnings("SystemConsoleNull")
    static boolean isPresent() {
        Console console = System.console();
        return console != null && console.isTerminal() && !"dumb".equals(System.getenv("TERM"));
    }
}
