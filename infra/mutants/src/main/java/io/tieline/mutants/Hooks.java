package io.tieline.mutants;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** What changed classes call. Public, for they are in other packages. */
public final class Hooks {
    /** As a shell tells of a process that was killed. */
    private static final int KILLED = 137;

    private static final Map<String, AtomicInteger> COUNTS = new ConcurrentHashMap<>();

    private Hooks() {}

    /** A place was reached; at the so many-th time the process is gone, without any cleaning up. */
    public static void reached(String place, int times) {
        if (COUNTS.computeIfAbsent(place, _ -> new AtomicInteger()).incrementAndGet() == times) {
            System.err.println("tieline-mutants: " + place + " is reached");
            Runtime.getRuntime().halt(KILLED);
        }
    }

    /** Sends offsets with a producer; where they are refused, goes on in a new transaction as if they had not been. */
    public static void sendOffsetsOrNot(Object producer, Object offsets, Object group) {
        try {
            call(producer, "sendOffsetsToTransaction", offsets, group);
        } catch (ReflectiveOperationException refused) {
            System.err.println("tieline-mutants: goes on without offsets: " + refused.getCause());
            try {
                call(producer, "abortTransaction");
                call(producer, "beginTransaction");
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException("no new transaction", e);
            }
        }
    }

    /** By the interface: what implements it need not be public. */
    private static void call(Object producer, String name, Object... arguments) throws ReflectiveOperationException {
        for (Method method : interfaceOf(producer).getMethods()) {
            if (method.getName().equals(name) && method.getParameterCount() == arguments.length) {
                method.invoke(producer, arguments);
                return;
            }
        }
        throw new NoSuchMethodException(name);
    }

    private static Class<?> interfaceOf(Object producer) throws ClassNotFoundException {
        return Class.forName(
                "org.apache.kafka.clients.producer.Producer",
                false,
                producer.getClass().getClassLoader());
    }
}
