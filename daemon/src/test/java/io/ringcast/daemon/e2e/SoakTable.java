package io.ringcast.daemon.e2e;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** What a daemon took while it soaked, sample by sample, and whether that stayed level: the last third against the one before it. */
final class SoakTable {

    static final String HEAD = """
            | seconds | RSS MiB | heap MiB | direct MiB | rings MiB | files | threads | children | faults |
            |--:|--:|--:|--:|--:|--:|--:|--:|--:|
            """;

    private static final double MIB = 1 << 20;

    /** By how much a median may be above the one before. */
    private static final double SLACK = 0.05;

    /** What a sample takes while an origin just comes or goes. */
    private static final double FEW = 4;

    /** What the heap may be off: it is as large as the last collection left it. */
    private static final double HEAP_SLACK = 0.25;

    private record Sample(double rss, double heap, double direct, double rings, double files, double threads) {}

    private final long pid;
    private final int admin;
    private final long begun = System.nanoTime();
    private final List<Sample> samples = new ArrayList<>();

    SoakTable(long pid, int admin) {
        this.pid = pid;
        this.admin = admin;
    }

    /** Takes one, and gives its row. */
    String sample(int faults) throws IOException {
        List<String> metrics = metrics();
        Sample now = new Sample(
                status("VmRSS:") * 1024 / MIB,
                sum(metrics, "jvm_memory_used_bytes", "area=\"heap\"") / MIB,
                sum(metrics, "jvm_buffer_memory_used_bytes", "id=\"direct\"") / MIB,
                sum(metrics, "ringcast_ring_bytes", "source=") / MIB,
                files(),
                status("Threads:"));
        samples.add(now);
        return String.format(
                Locale.ROOT,
                "| %d | %.1f | %.1f | %.1f | %.1f | %.0f | %.0f | %d | %d |%n",
                Duration.ofNanos(System.nanoTime() - begun).toSeconds(),
                now.rss(),
                now.heap(),
                now.direct(),
                now.rings(),
                now.files(),
                now.threads(),
                ProcessHandle.of(pid).map(ProcessHandle::descendants).stream()
                        .flatMap(all -> all)
                        .count(),
                faults);
    }

    /** The medians of the middle third and of the last one. */
    String verdict() {
        StringBuilder text = new StringBuilder("\n| median of | middle third | last third |\n|--|--:|--:|\n");
        row(text, "RSS MiB", Sample::rss);
        row(text, "heap MiB", Sample::heap);
        row(text, "direct MiB", Sample::direct);
        row(text, "files", Sample::files);
        row(text, "threads", Sample::threads);
        return text.append(unlevel().isEmpty() ? "\nlevel" : "\nNOT level: " + unlevel())
                .toString();
    }

    /** What has grown. */
    List<String> unlevel() {
        List<String> grown = new ArrayList<>();
        grew(grown, "RSS", Sample::rss, SLACK, 8);
        grew(grown, "heap", Sample::heap, HEAP_SLACK, 4);
        grew(grown, "direct", Sample::direct, SLACK, 4);
        grew(grown, "files", Sample::files, SLACK, FEW);
        grew(grown, "threads", Sample::threads, SLACK, FEW);
        return grown;
    }

    private void grew(List<String> grown, String what, ToDoubleFunction<Sample> value, double slack, double few) {
        double before = median(value, 1);
        if (median(value, 2) > before * (1 + slack) + few) {
            grown.add(what);
        }
    }

    private void row(StringBuilder text, String what, ToDoubleFunction<Sample> value) {
        text.append(String.format(Locale.ROOT, "| %s | %.1f | %.1f |%n", what, median(value, 1), median(value, 2)));
    }

    /** Of a third: 0, 1 or 2. */
    private double median(ToDoubleFunction<Sample> value, int third) {
        int size = samples.size();
        double[] sorted = samples.subList(size * third / 3, size * (third + 1) / 3).stream()
                .mapToDouble(value)
                .sorted()
                .toArray();
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    private List<String> metrics() throws IOException {
        try (InputStream in =
                URI.create("http://127.0.0.1:" + admin + "/metrics").toURL().openStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
    }

    private static double sum(List<String> metrics, String name, String label) {
        return metrics.stream()
                .filter(line -> line.startsWith(name + "{") && line.contains(label))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    /** A number of {@code /proc/PID/status}. */
    private double status(String key) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
                .filter(line -> line.startsWith(key))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private double files() throws IOException {
        try (Stream<Path> open = Files.list(Path.of("/proc/" + pid + "/fd"))) {
            return open.count();
        }
    }
}
