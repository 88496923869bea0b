package io.tieline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.tieline.dev.Stack;
import io.tieline.dev.StackOptions;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NoReplyIT {
    /** Ends at once, with the answer that there is no such command. */
    private static final List<String> NO_DISPATCHER = List.of(Main.class.getName(), "no-dispatcher");

    private final Shell shell = new Shell();

    @Test
    void shouldFailWhereNobodyReplies(@TempDir Path folder) throws Exception {
        // Given
        Path text = Files.writeString(folder.resolve("a.txt"), "about tides");
        try (Stack stack = Stack.start(StackOptions.fresh().withDispatcherCommand(NO_DISPATCHER), step -> {})) {
            String config = stack.configFile().toString();

            // When
            int code = shell.run("submit", "--config", config, "--deadline", "1s", text.toString());

            // Then
            assertThat(code).isEqualTo(1);
            assertThat(shell.out()).isEmpty();
            assertThat(shell.err()).contains(text + ": Request ", "no reply until its deadline");
        }
    }
}
