package io.tieline.dev;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Path;

/** Shows what the demo found. */
final class DemoPrinter {
    private static final int SHOWN_CHARS = 240;

    private DemoPrinter() {}

    static void print(DemoReport report, PrintStream out) {
        out.printf("%nReplies%n");
        out.printf("  requests accepted   %,d%n", report.requests());
        out.printf(
                "  completed %,d   failed %,d   expired %,d%n", report.completed(), report.failed(), report.expired());
        report.errors()
                .forEach(error -> out.printf(
                        "    %,d x %s, such as: %s%n", error.count(), error.code(), shorten(error.example())));
        out.printf("  lost %,d   doubled %,d%n", report.lost(), report.duplicateReplies());
        out.printf("  switched to another endpoint: %,d%n", report.switches());
        report.byEndpoint().forEach((endpoint, count) -> out.printf("    %-32s %,7d%n", endpoint, count));
        out.printf("Latency, submission to reply%n");
        out.printf(
                "  p50 %,d ms   p95 %,d ms   p99 %,d ms   max %,d ms%n",
                report.latencyMs().p50(),
                report.latencyMs().p95(),
                report.latencyMs().p99(),
                report.latencyMs().max());
        out.printf("Provider calls%n");
        out.printf("  %,d calls, %s per request%n", report.providerCalls(), perRequest(report));
        if (report.kills() > 0) {
            out.printf(
                    "  repeated after %d kills: %,d; in flight at the kills: %,d%n",
                    report.kills(), report.repeatedCalls(), report.callsInFlightAtKills());
        } else {
            out.printf("  repeated: %,d%n", report.repeatedCalls());
        }
        out.printf("Cost%n");
        out.printf("  %s USD; the answers alone cost %s USD%n", report.costUsd(), report.idealCostUsd());
        out.printf("Some summaries%n");
        report.summaries()
                .forEach(sample -> out.printf(
                        "  %s, by %s:%n    %s%n", sample.document(), sample.endpoint(), shorten(sample.summary())));
        out.printf(
                "%n%s in %.1f s%n",
                report.isSound() ? "Nothing lost, nothing doubled" : "FAILED: replies were lost or doubled",
                report.wallSeconds());
    }

    static void writeJson(DemoReport report, Path file) {
        try {
            new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), report);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the report to " + file, e);
        }
    }

    private static BigDecimal perRequest(DemoReport report) {
        return report.requests() == 0
                ? BigDecimal.ZERO
                : BigDecimal.valueOf(report.providerCalls())
                        .divide(BigDecimal.valueOf(report.requests()), 3, RoundingMode.HALF_UP);
    }

    private static String shorten(String text) {
        String flat = text.strip().replaceAll("\\s+", " ");
        return flat.length() <= SHOWN_CHARS ? flat : flat.substring(0, SHOWN_CHARS) + "…";
    }
}
