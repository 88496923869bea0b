package io.tieline.bench.outage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * What a scenario showed.
 *
 * @param findings one line each, with figures
 * @param wrong those of them that are wrong on any machine; empty: none
 * @param slow those of them that miss a figure, which a busy machine may be the reason of; empty: none
 */
public record Verdict(List<String> findings, List<String> wrong, List<String> slow) {
    public Verdict {
        findings = List.copyOf(findings);
        wrong = List.copyOf(wrong);
        slow = List.copyOf(slow);
    }

    /** Whether all is as it must be, figures too. */
    public boolean isPassed() {
        return wrong.isEmpty() && slow.isEmpty();
    }

    /** Collects findings. Used by one thread. */
    static final class Notes {
        private final List<String> findings = new ArrayList<>();
        private final List<String> wrong = new ArrayList<>();
        private final List<String> slow = new ArrayList<>();

        /** A finding that nothing is expected of. */
        Notes note(String finding) {
            findings.add(finding);
            return this;
        }

        /** A finding that must hold. */
        Notes must(boolean holds, String finding) {
            return add(holds, finding, wrong);
        }

        /** A figure that must be reached. */
        Notes figure(boolean reached, String finding) {
            return add(reached, finding, slow);
        }

        private Notes add(boolean good, String finding, List<String> otherwise) {
            findings.add((good ? "" : "NOT AS IT MUST BE: ") + finding);
            if (!good) {
                otherwise.add(finding);
            }
            return this;
        }

        Verdict verdict() {
            return new Verdict(findings, wrong, slow);
        }
    }

    static String seconds(Duration time) {
        return "%.2f s".formatted(time.toMillis() / 1000.0);
    }
}
