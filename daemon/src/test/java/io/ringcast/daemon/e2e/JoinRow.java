package io.ringcast.daemon.e2e;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * What came of all joins of one kind of stream.
 *
 * @param kind which
 * @param joiners all who came
 * @param silent how many of them got what ffmpeg decodes without a word
 * @param different how many different streams they got
 * @param words what it said of the first one that was not
 */
record JoinRow(JoinKind kind, List<Joiner> joiners, int silent, int different, String words) {

    static final String HEAD = """
            | container | codecs | joins | silent | different | first byte, ms | timed | first frame, ms | first frame, probing cut short, ms |
            |---|---|--:|--:|--:|--:|--:|--:|--:|
            """;

    /** The line of a table; figures are median and worst. */
    String line() {
        return "| %s | %s | %d | %d | %d | %s | %d | %s | %s |%n"
                .formatted(
                        kind.container(),
                        kind.codecs(),
                        joiners.size(),
                        silent,
                        different,
                        figures(joiners, Joiner::firstByteMillis),
                        joiners.stream()
                                .filter(joiner -> joiner.probing() != Joiner.Probing.NONE)
                                .count(),
                        frames(Joiner.Probing.DEFAULT),
                        frames(Joiner.Probing.QUICK));
    }

    boolean isSilent() {
        return silent == joiners.size();
    }

    private String frames(Joiner.Probing probing) {
        return figures(
                joiners.stream().filter(joiner -> joiner.probing() == probing).toList(), Joiner::firstFrameMillis);
    }

    private static String figures(List<Joiner> joiners, ToDoubleFunction<Joiner> figure) {
        double[] sorted = joiners.stream()
                .mapToDouble(figure)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (sorted.length == 0) {
            return "none";
        }
        String missing = sorted.length < joiners.size() ? ", " + (joiners.size() - sorted.length) + " without" : "";
        return String.format(
                        Locale.ROOT,
                        "%.0f / %.0f",
                        sorted[sorted.length / 2],
                        Arrays.stream(sorted).max().orElse(0))
                + missing;
    }
}
