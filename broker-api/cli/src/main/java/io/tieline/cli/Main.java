package io.tieline.cli;

import io.tieline.client.Lane;
import io.tieline.dev.DemoOptions.Outage;
import io.tieline.gateway.auth.Caller.Right;
import io.tieline.replay.select.Source;
import io.tieline.schemas.avro.QualityTier;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The {@code tieline} command. */
@Command(
        name = "tieline",
        mixinStandardHelpOptions = true,
        version = "tieline 0.1.0",
        description = "An event-driven request broker for AI providers: requests go in and replies come out by Kafka,"
                + " and an outage of a provider costs nobody a request.",
        footer = {"", "Start with 'tieline demo', or 'tieline up' and 'tieline submit README.md' beside it."},
        subcommands = {
            DemoCommand.class,
            UpCommand.class,
            SubmitCommand.class,
            CancelCommand.class,
            BatchCommand.class,
            DispatcherCommand.class,
            HealthStreamCommand.class,
            GatewayCommand.class,
            HealthCommand.class,
            SpendCommand.class,
            DeadLettersCommand.class,
            ReplayCommand.class,
            SimCommand.class,
            KeyCommand.class,
            TopicsCommand.class,
            CatalogCommand.class,
            ExplainCommand.class,
            SimulateCommand.class,
            DependencyCommand.class,
            CommandLine.HelpCommand.class
        })
public final class Main {
    @Option(
            names = "--stacktrace",
            scope = ScopeType.INHERIT,
            description = "Show where in the program an error comes from.")
    private boolean stacktrace;

    private Main() {}

    /** Runs the command and ends the process with its exit code: 0 done, 1 failed, 2 asked for wrongly. */
    public static void main(String[] args) {
        LogOutput.choose(args);
        int code = commandLine().execute(args);
        System.exit(code);
    }

    static CommandLine commandLine() {
        Main main = new Main();
        return new CommandLine(main)
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .registerConverter(Duration.class, DurationOption::parse)
                .registerConverter(URI.class, UrlOption::parse)
                .registerConverter(Outage.class, EnumOption.of(Outage.class))
                .registerConverter(Lane.class, EnumOption.of(Lane.class))
                .registerConverter(Source.class, SourceOption::parse)
                .registerConverter(Right.class, EnumOption.of(Right.class))
                .registerConverter(QualityTier.class, EnumOption.of(QualityTier.class))
                .registerConverter(BigDecimal.class, UsdOption::parse)
                .setParameterExceptionHandler((wrong, _) -> tellWrongUse(wrong))
                .setExecutionExceptionHandler(main::report);
    }

    /** Without the whole help, above which nobody would find what is wrong, unless something was left out. */
    private static int tellWrongUse(CommandLine.ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("tieline: " + wrong.getMessage());
        boolean suggested = CommandLine.UnmatchedArgumentException.printSuggestions(wrong, err);
        if (command.getSubcommands().isEmpty() && !(wrong instanceof CommandLine.MissingParameterException)) {
            err.println("All options: " + command.getCommandSpec().qualifiedName() + " --help");
        } else if (!suggested) {
            command.usage(err);
        }
        return CommandLine.ExitCode.USAGE;
    }

    private int report(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        command.getErr().println("tieline: " + Failures.explain(failure));
        if (stacktrace) {
            failure.printStackTrace(command.getErr());
        }
        return Failures.isWronglyAsked(failure) ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
    }
}
