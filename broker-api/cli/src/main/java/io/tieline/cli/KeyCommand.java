package io.tieline.cli;

import io.tieline.gateway.auth.Caller.Right;
import io.tieline.gateway.auth.KeyEntry;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Keys of the gateway. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        description = "Keys of the gateway.",
        subcommands = KeyCommand.Hash.class)
final class KeyCommand {
    /** Makes an entry of the file with keys. */
    @Command(
            name = "hash",
            mixinStandardHelpOptions = true,
            sortOptions = false,
            description =
                    "Print the entry for the gateway's file of keys: the hash of a key, and what it opens. The key"
                            + " is typed, unseen, or read from standard input, a line.",
            footer = {
                "",
                "Example:",
                "  echo 'keys:' > keys.yaml     # once: the entries are below it",
                "  tieline key hash --new --name nightly --tenant acme >> keys.yaml"
            })
    static final class Hash implements Callable<Integer> {
        private static final int SHORT = 24;
        private static final int RANDOM_BYTES = 32;

        @Spec
        private @Nullable CommandSpec spec;

        @Option(names = "--new", description = "Make a key, and show it on standard error, this once.")
        private boolean fresh;

        @Option(
                names = "--name",
                paramLabel = "NAME",
                defaultValue = "new",
                description = "Of the key in logs, unlike that of any other. Default: ${DEFAULT-VALUE}.")
        private String name = "new";

        @Option(names = "--tenant", defaultValue = "default", description = "For whom. Default: ${DEFAULT-VALUE}.")
        private String tenant = "default";

        @Option(
                names = "--route",
                paramLabel = "NAME",
                description = "What may be asked for; may be given several times. Default: whatever the tenant may.")
        private List<String> routes = List.of();

        @Option(
                names = "--right",
                paramLabel = "submit|read_own|operate",
                description = "What it may be used for; may be given several times. Default: submit and read_own.")
        private List<Right> rights = List.of(Right.SUBMIT, Right.READ_OWN);

        @Override
        public Integer call() throws IOException {
            PrintWriter err = Objects.requireNonNull(spec).commandLine().getErr();
            String key = fresh ? random(new SecureRandom()) : requireKey(read());
            KeyEntry entry = new KeyEntry(name, KeyEntry.hash(key), tenant, Set.copyOf(routes), Set.copyOf(rights));
            spec.commandLine().getOut().print(yaml(entry));
            spec.commandLine().getOut().flush();
            if (fresh) {
                err.println("The key, which nobody can show you again: " + key);
            } else if (key.length() < SHORT) {
                err.println("This key is short: who sees its hash may find it by trying. One that --new makes can't be"
                        + " found so.");
            }
            return 0;
        }

        static String random(RandomGenerator random) {
            byte[] bytes = new byte[RANDOM_BYTES];
            random.nextBytes(bytes);
            return "tl-" + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
        }

        /** As it stands below 'keys:'; every name in quotes, for YAML has its own thoughts on 'no' and '1e3'. */
        static String yaml(KeyEntry entry) {
            List<String> lines = new ArrayList<>();
            lines.add("- name: " + quoted(entry.name()));
            lines.add("  sha256: " + entry.sha256());
            lines.add("  tenant: " + quoted(entry.tenant()));
            if (!entry.routes().isEmpty()) {
                lines.add("  routes: " + listed(entry.routes().stream().sorted().map(Hash::quoted)));
            }
            lines.add("  rights: "
                    + listed(entry.rights().stream()
                            .sorted()
                            .map(right -> right.name().toLowerCase(Locale.ROOT))));
            return String.join("\n", lines) + "\n";
        }

        private static String listed(Stream<String> words) {
            return words.collect(Collectors.joining(", ", "[", "]"));
        }

        private static String quoted(String text) {
            return "'" + text.replace("'", "''") + "'";
        }

        // Some JDKs 25 do return null where neither input nor output is a terminal, whatever the documentation says.
        @SuppressWarnings("SystemConsoleNull")
        private static @Nullable String read() throws IOException {
            Console console = System.console();
            if (console != null && console.isTerminal()) {
                char[] typed = console.readPassword("Key: ");
                return typed == null ? null : String.valueOf(typed);
            }
            return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
        }

        /** The value isn't told: it is a key. */
        private static String requireKey(@Nullable String key) {
            if (key == null || !key.matches("[!-~]+")) {
                throw new IllegalArgumentException("the key is "
                        + (key == null || key.isEmpty() ? "missing" : "something that no header can carry")
                        + ", allowed: letters, digits and signs of ASCII without spaces, in one line");
            }
            return key;
        }
    }
}
