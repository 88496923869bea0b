package io.tieline.mutants;

import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * {@code -javaagent:tieline-mutants.jar=CHANGE[,CHANGE...]}, where each is the name of a mutant,
 * {@code halt@CLASS#METHOD@entry|exit:N} or {@code skew=+60s}.
 */
public final class Agent {
    /** The product isn't as a change expects it, or the change isn't known. */
    static final int TARGET_MISSING = 70;

    private Agent() {}

    /** Called by the Java machine before {@code main}. Ends the process where an argument isn't understood. */
    public static void premain(@Nullable String arguments, Instrumentation instrumentation) {
        List<Change> changes = new ArrayList<>();
        try {
            Arrays.stream(arguments == null ? new String[0] : arguments.split(",", -1))
                    .map(Agent::change)
                    .forEach(changes::add);
        } catch (IllegalArgumentException e) {
            giveUp(String.valueOf(e.getMessage()));
        }
        instrumentation.addTransformer(new Transformer(changes));
        System.err.println(
                "tieline-mutants: " + changes.stream().map(Change::name).toList() + " will be applied");
    }

    private static Change change(String text) {
        if (text.startsWith("halt@")) {
            return Halt.parse(text);
        } else if (text.startsWith("skew=")) {
            SkewedClock.skew(Skew.parse(text));
            return new Skew(text);
        }
        Change mutant = Mutants.all().get(text);
        if (mutant == null) {
            throw new IllegalArgumentException("there is no mutant '" + text + "'; there are "
                    + new TreeSet<>(Mutants.all().keySet()) + ", halt@CLASS#METHOD@entry|exit:N and skew=+60s");
        }
        return mutant;
    }

    static void giveUp(String why) {
        System.err.println("tieline-mutants: " + why);
        Runtime.getRuntime().halt(TARGET_MISSING);
    }
}
