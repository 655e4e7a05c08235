package io.ringcast.client.cli;

import io.ringcast.protocol.api.ListenerView;
import io.ringcast.protocol.api.SourceView;
import io.ringcast.protocol.api.SourceView.InputView;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One picture of {@code top}: lines that fit the terminal, made of what the API said now and of the rates before. A pure function. */
final class TopFrame {

    private static final String[] BARS = {"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
    private static final int MAX_INPUT = 40;
    private static final int MAX_AGENT = 24;

    private TopFrame() {}

    /**
     * Draws it.
     *
     * @param rates of each source by name, bits per second, oldest first; a source without one is new
     * @param width columns of the terminal; longer lines are cut
     * @param height lines of the terminal; sources come before listeners, and what does not fit is counted
     * @return at most {@code height} lines
     */
    static List<String> draw(
            String admin,
            List<SourceView> sources,
            List<ListenerView> listeners,
            Map<String, List<Double>> rates,
            int width,
            int height) {
        long streaming = sources.stream()
                .filter(source -> source.state().equals("streaming"))
                .count();
        String head = admin + "  " + streaming + " of " + sources.size() + " sources stream, " + listeners.size()
                + " listeners";
        Map<String, Long> skips = listeners.stream()
                .collect(Collectors.groupingBy(ListenerView::source, Collectors.summingLong(ListenerView::skips)));
        List<String> top = lines(sources(sources, rates, skips));
        int room = Math.max(1, height - 1);
        List<String> shown = fitted(top, room);
        int left = room - shown.size() - 1;
        List<String> below = left < 2 || listeners.isEmpty() ? List.of() : fitted(lines(listeners(listeners)), left);
        return Stream.of(List.of(head), shown, below.isEmpty() ? List.<String>of() : List.of(""), below)
                .flatMap(List::stream)
                .map(line -> cut(Table.printable(line), width))
                .toList();
    }

    /** A bar for each rate, the highest of them full; nothing comes is the lowest bar. */
    static String sparkline(List<Double> rates) {
        double most = rates.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        return rates.stream()
                .map(rate -> BARS[most <= 0 ? 0 : (int) Math.round(rate / most * (BARS.length - 1))])
                .collect(Collectors.joining());
    }

    private static Table sources(List<SourceView> sources, Map<String, List<Double>> rates, Map<String, Long> skips) {
        Table table = new Table(
                Table.left("SOURCE"),
                Table.left("STATE"),
                Table.right("RATE"),
                Table.right("RING"),
                Table.right("LISTENERS"),
                Table.right("SKIPS"),
                Table.left("INPUT"),
                Table.left("RATES"));
        for (SourceView source : sources) {
            List<Double> last = rates.getOrDefault(source.name(), List.of());
            table.row(
                    source.name(),
                    source.state(),
                    last.isEmpty() ? "" : Quantity.bitRate(last.get(last.size() - 1)),
                    Quantity.seconds(source.ringSeconds()),
                    Integer.toString(source.listeners()),
                    Long.toString(skips.getOrDefault(source.name(), 0L)),
                    cut(input(source).orElse(""), MAX_INPUT),
                    sparkline(last));
        }
        return table;
    }

    private static Optional<String> input(SourceView source) {
        return source.inputs().stream()
                .filter(InputView::active)
                .findFirst()
                .map(active -> active.index() + " " + active.url());
    }

    /** Those furthest behind first. */
    private static Table listeners(List<ListenerView> listeners) {
        Table table = new Table(
                Table.right("ID"),
                Table.left("SOURCE"),
                Table.left("OUTPUT"),
                Table.left("REMOTE"),
                Table.right("LAG"),
                Table.right("SKIPS"),
                Table.right("SENT"),
                Table.right("FOR"),
                Table.left("AGENT"));
        listeners.stream()
                .sorted(Comparator.comparingDouble(ListenerView::lagSeconds)
                        .thenComparingLong(ListenerView::skips)
                        .reversed()
                        .thenComparingLong(ListenerView::id))
                .forEach(each -> table.row(
                        Long.toString(each.id()),
                        each.source(),
                        each.output(),
                        each.remote(),
                        Quantity.seconds(each.lagSeconds()),
                        Long.toString(each.skips()),
                        Quantity.bytes(each.bytes()),
                        Quantity.seconds(each.seconds()),
                        cut(each.userAgent(), MAX_AGENT)));
        return table;
    }

    private static List<String> lines(Table table) {
        return table.toString().lines().toList();
    }

    /** What does not fit becomes a number on the last line. */
    private static List<String> fitted(List<String> lines, int room) {
        if (lines.size() <= room) {
            return lines;
        }
        int kept = Math.max(0, room - 1);
        return Stream.concat(lines.stream().limit(kept), Stream.of("… " + (lines.size() - kept) + " more"))
                .toList();
    }

    private static String cut(String text, int width) {
        return text.codePointCount(0, text.length()) <= width
                ? text
                : text.substring(0, text.offsetByCodePoints(0, Math.max(0, width - 1))) + "…";
    }
}
