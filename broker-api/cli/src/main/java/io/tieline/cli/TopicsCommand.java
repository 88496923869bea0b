package io.tieline.cli;

import io.tieline.dev.Stack;
import io.tieline.platform.TopicReport;
import io.tieline.platform.TopicSetup;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Topics and schemas. */
@Command(
        name = "topics",
        mixinStandardHelpOptions = true,
        description = "Create topics and register schemas.",
        subcommands = TopicsCommand.Create.class)
final class TopicsCommand {
    /** Creates what is missing. */
    @Command(
            name = "create",
            mixinStandardHelpOptions = true,
            description = "Create the topics that are missing and register the schemas. Topics that exist are compared,"
                    + " never changed. Ends with 1 where one differs.")
    static final class Create implements Callable<Integer> {
        private static final Duration TIMEOUT = Duration.ofSeconds(30);

        @Mixin
        private ConfigOption config = new ConfigOption();

        @Override
        public Integer call() {
            TielineConfig settings = config.read();
            List<TopicReport> reports =
                    TopicSetup.run(settings.kafka(), settings.registry(), settings.topics(), TIMEOUT);
            reports.forEach(report -> System.out.printf("%-32s %s%n", report.name(), words(report.state())));
            hint(reports).ifPresent(System.err::println);
            return differences(reports).findAny().isPresent() ? 1 : 0;
        }

        private static Stream<TopicReport.Differs> differences(List<TopicReport> reports) {
            return reports.stream()
                    .flatMap(report -> report.state() instanceof TopicReport.Differs differs
                            ? Stream.of(differs)
                            : Stream.empty());
        }

        /** Most who see a difference have made the topics by other means, and want to keep them. */
        static Optional<String> hint(List<TopicReport> reports) {
            boolean partitions = differences(reports)
                    .flatMap(differs -> differs.details().stream())
                    .anyMatch(detail -> detail.startsWith("partitions is "));
            return partitions
                    ? Optional.of(
                            "Topics that are there are never changed. To keep their partitions, say how many they are"
                                    + " in the configuration, such as 'topics: {partitions: " + Stack.PARTITIONS
                                    + "}': that is how many 'tieline up' makes.")
                    : Optional.empty();
        }

        private static String words(TopicReport.State state) {
            return switch (state) {
                case TopicReport.Created _ -> "created";
                case TopicReport.Exists _ -> "is there already";
                case TopicReport.Differs differs -> "DIFFERS: " + String.join("; ", differs.details());
            };
        }
    }
}
