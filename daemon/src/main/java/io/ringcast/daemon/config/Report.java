package io.ringcast.daemon.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Supplier;

/** Collects all problems and warnings of one load; belongs to the thread that loads. */
final class Report {

    private static final Comparator<Problem> BY_PLACE =
            Comparator.comparingInt((Problem p) -> line(p.origin())).thenComparingInt(p -> column(p.origin()));

    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    void problem(Origin origin, String message) {
        problems.add(new Problem(origin, message));
    }

    void warning(Origin origin, String message) {
        warnings.add(new Problem(origin, message));
    }

    boolean hasProblems() {
        return !problems.isEmpty();
    }

    int problemCount() {
        return problems.size();
    }

    /** For callers that want one value and not a list of problems. */
    void throwFirst() {
        if (hasProblems()) {
            throw new InvalidValueException(problems.get(0));
        }
    }

    LoadResult result(Supplier<Configuration> configuration) {
        return hasProblems()
                ? new LoadResult.Rejected(sorted(problems))
                : new LoadResult.Loaded(configuration.get(), sorted(warnings));
    }

    private static List<Problem> sorted(List<Problem> problems) {
        return problems.stream().distinct().sorted(BY_PLACE).toList();
    }

    private static int line(Origin origin) {
        return origin instanceof Origin.At at ? at.line() : 0;
    }

    private static int column(Origin origin) {
        return origin instanceof Origin.At at ? at.column() : 0;
    }
}
