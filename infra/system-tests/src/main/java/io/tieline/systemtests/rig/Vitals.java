package io.tieline.systemtests.rig;

import io.tieline.systemtests.backend.ProcessPart;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Heap after a full collection, and threads, of processes, looked at from time to time. Linux and a JDK tell. Used by one
 * thread.
 */
public final class Vitals {
    private static final Pattern USED = Pattern.compile("used (\\d+)K");
    private static final int KIB = 1024;

    private final Map<String, List<Look>> looks = new TreeMap<>();

    /**
     * One look at a process.
     *
     * @param age how long it has lived
     * @param heapMib after a full collection
     */
    public record Look(Duration age, long heapMib, int threads) {}

    /** Looks at those that run; one that ends meanwhile is passed over. */
    public void look(List<ProcessPart> parts) throws InterruptedException {
        for (ProcessPart part : parts) {
            if (part.isRunning()) {
                try {
                    look(part.name(), part.pid());
                } catch (IOException | IllegalStateException | UncheckedIOException e) {
                    // It was killed just now.
                }
            }
        }
    }

    private void look(String name, long pid) throws IOException, InterruptedException {
        Duration age = ProcessHandle.of(pid)
                .flatMap(handle -> handle.info().startInstant())
                .map(start -> Duration.between(start, java.time.Instant.now()))
                .orElse(Duration.ZERO);
        jcmd(pid, "GC.run");
        String heap = jcmd(pid, "GC.heap_info");
        int end = heap.indexOf("Metaspace");
        Matcher used = USED.matcher(end < 0 ? heap : heap.substring(0, end));
        long kib = 0;
        while (used.find()) {
            kib += Long.parseLong(used.group(1));
        }
        int threads = Files.readAllLines(Path.of("/proc", String.valueOf(pid), "status")).stream()
                .filter(line -> line.startsWith("Threads:"))
                .mapToInt(line -> Integer.parseInt(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();
        if (kib > 0) {
            looks.computeIfAbsent(name, _ -> new ArrayList<>()).add(new Look(age, kib / KIB, threads));
        }
    }

    private static String jcmd(long pid, String command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        String.valueOf(pid),
                        command)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException("jcmd " + command + ": " + out);
        }
        return out;
    }

    /** A line for each part: what the first and the second half of the looks saw at most, and how long it lived at most. */
    public List<String> lines() {
        List<String> lines = new ArrayList<>();
        looks.forEach((name, all) -> {
            Halves halves = Halves.of(all);
            lines.add(
                    "%s: heap at most %d, then %d MiB; threads at most %d, then %d (%d looks, at lives of up to %d min)%s"
                            .formatted(
                                    name,
                                    halves.heapBefore,
                                    halves.heapAfter,
                                    halves.threadsBefore,
                                    halves.threadsAfter,
                                    all.size(),
                                    all.stream()
                                            .map(Look::age)
                                            .max(Comparator.naturalOrder())
                                            .orElse(Duration.ZERO)
                                            .toMinutes(),
                                    halves.grows() ? ": IT GROWS" : ""));
        });
        return lines;
    }

    /** Parts of which the second half saw far more than the first. */
    public List<String> growing() {
        return looks.entrySet().stream()
                .filter(each -> Halves.of(each.getValue()).grows())
                .map(Map.Entry::getKey)
                .toList();
    }

    private record Halves(long heapBefore, long heapAfter, int threadsBefore, int threadsAfter) {
        /** What a busy minute makes of it. */
        private static final long HEAP_SLACK_MIB = 64;

        private static final int THREADS_SLACK = 20;

        static Halves of(List<Look> all) {
            List<Look> before = all.subList(0, all.size() / 2);
            List<Look> after = all.subList(all.size() / 2, all.size());
            return new Halves(heap(before), heap(after), threads(before), threads(after));
        }

        private static long heap(List<Look> looks) {
            return looks.stream().mapToLong(Look::heapMib).max().orElse(0);
        }

        private static int threads(List<Look> looks) {
            return looks.stream().mapToInt(Look::threads).max().orElse(0);
        }

        boolean grows() {
            return heapAfter > heapBefore + HEAP_SLACK_MIB || threadsAfter > threadsBefore + THREADS_SLACK;
        }
    }
}
