package io.tieline.mutants;

import java.lang.instrument.ClassFileTransformer;
import java.security.ProtectionDomain;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Applies changes to classes as they are loaded; ends the process where that can't be done. */
final class Transformer implements ClassFileTransformer {
    private final List<Change> changes;

    Transformer(List<Change> changes) {
        this.changes = List.copyOf(changes);
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] bytes) {
        List<Change> concerned = changes.stream()
                .filter(change -> className != null && change.concerns(className))
                .toList();
        if (concerned.isEmpty()) {
            return null;
        }
        try {
            return apply(concerned, bytes, new Classes(loader));
        } catch (TargetMissingException | RuntimeException | LinkageError e) {
            // Thrown from here, it would be swallowed, and the class be loaded unchanged.
            Agent.giveUp("cannot change " + className + ": " + e);
            return null;
        }
    }

    private static byte[] apply(List<Change> concerned, byte[] bytes, Classes classes) throws TargetMissingException {
        byte[] changed = bytes;
        for (Change change : concerned) {
            changed = change.apply(changed, classes);
            if (change.tellsWhere()) {
                System.err.println("tieline-mutants: " + change.name() + " is applied");
            }
        }
        return changed;
    }
}
