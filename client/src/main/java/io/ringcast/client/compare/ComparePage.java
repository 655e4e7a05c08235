package io.ringcast.client.compare;

import io.ringcast.client.bench.BenchResult.Percentiles;
import io.ringcast.client.bench.BenchResult.ServerUse;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToDoubleFunction;

/** The tables of the comparison, in Markdown, and their place in a page between two markers. */
final class ComparePage {

    static final String BEGIN = "<!-- figures: begin (written by client/src/compare/compare.sh) -->";
    static final String END = "<!-- figures: end -->";

    private ComparePage() {}

    /**
     * The page with what stood between the markers replaced.
     *
     * @throws IllegalArgumentException if the page has no markers
     */
    static String fill(String page, String figures) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalArgumentException(
                    "page: no place for figures (expected: a line " + BEGIN + " and behind it a line " + END + ")");
        }
        return page.substring(0, begin + BEGIN.length()) + "\n\n" + figures + "\n" + page.substring(end);
    }

    /** Everything that was measured. */
    static String markdown(Machine machine, Map<String, List<Figure>> scenarios) {
        StringBuilder out = new StringBuilder();
        line(
                out,
                "Measured on %s: %s, %d processors, %s, TCP congestion control %s. Medians of %d rounds (of %d s each, after %d s to settle);"
                        + " in brackets the least and the largest.",
                machine.date(),
                machine.processor(),
                machine.processors(),
                machine.kernel(),
                machine.congestionControl(),
                machine.rounds(),
                machine.seconds(),
                machine.settleSeconds());
        line(out, "");
        for (Machine.Server server : machine.servers()) {
            line(out, "- %s: %s", server.name(), server.version());
        }
        line(out, "");
        line(out, "![CPU per gigabyte and p99 latency over the latency budget](performance-budget.svg)");
        line(out, "");
        line(out, "![CPU per gigabyte against p99 latency, beside other servers](performance-servers.svg)");
        scenarios.forEach((scenario, figures) -> table(out, scenario, figures));
        return out.toString();
    }

    private static void table(StringBuilder out, String scenario, List<Figure> figures) {
        line(out, "");
        line(out, "### %s", scenario);
        line(out, "");
        line(
                out,
                "| server | served | CPU-s/GB | of its core | p50 ms | p99 ms | max ms | Gbit/s | faults | behind | first byte p99 ms | memory MB, empty and loaded | of the load's core |");
        line(out, "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|");
        for (Figure figure : figures) {
            line(out, "%s", figure.error().isPresent() ? failed(figure) : row(figure));
        }
    }

    private static String failed(Figure figure) {
        return "| %s | %s |%s".formatted(figure.label(), figure.error().orElse(""), " |".repeat(11));
    }

    private static String row(Figure figure) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %s | %s | %s | %s | %s | %d | %d | %s | %s, %s | %s |",
                figure.label(),
                figure.isHeld() ? "all" : String.format(Locale.ROOT, "%,d of %,d", figure.served(), figure.listeners()),
                spread(figure.cpuSecondsPerGigabyte()),
                percent(figure.cores()),
                latency(figure, Percentiles::p50),
                spread(figure.latencyMillis(Percentiles::p99)),
                latency(figure, Percentiles::max),
                number(figure.bitsPerSecond().map(rate -> rate.middle() / 1e9)),
                figure.faults(),
                figure.behind(),
                number(figure.firstByteMillis().map(Median::middle)),
                megabytes(figure.memoryBytes(ServerUse::idleMemoryBytes)),
                megabytes(figure.memoryBytes(ServerUse::memoryBytes)),
                percent(figure.loadCores()));
    }

    private static String latency(Figure figure, ToDoubleFunction<Percentiles> which) {
        return number(figure.latencyMillis(which).map(Median::middle));
    }

    private static String spread(Optional<Median> median) {
        return median.map(value -> number(value.middle())
                        + (value.least() < value.most()
                                ? " (" + number(value.least()) + "–" + number(value.most()) + ")"
                                : ""))
                .orElse("–");
    }

    private static String percent(Optional<Median> median) {
        return median.map(value -> String.format(Locale.ROOT, "%.0f %%", value.middle() * 100))
                .orElse("–");
    }

    private static String megabytes(Optional<Median> median) {
        return median.map(value -> String.format(Locale.ROOT, "%.0f", value.middle() / 1e6))
                .orElse("–");
    }

    private static String number(Optional<Double> value) {
        return value.map(ComparePage::number).orElse("–");
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    }

    private static void line(StringBuilder out, String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }
}
