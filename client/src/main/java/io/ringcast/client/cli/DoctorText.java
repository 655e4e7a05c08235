package io.ringcast.client.cli;

import io.ringcast.client.doctor.Finding;
import io.ringcast.client.doctor.Verdict;
import java.util.List;

/** What the doctor found, for people: a line each, below it what mends it, and a sum. */
final class DoctorText {

    private static final int VERDICT_WIDTH = 6;
    private static final int MAX_NAME = 40;
    private static final String RESET = "\u001b[0m";

    private DoctorText() {}

    /** @param colours whether verdicts are coloured, for a terminal */
    static String of(List<Finding> found, boolean colours) {
        int width = found.stream()
                .mapToInt(each -> each.check().length())
                .filter(length -> length <= MAX_NAME)
                .max()
                .orElse(0);
        StringBuilder out = new StringBuilder();
        for (Finding each : found) {
            String check = Table.printable(each.check());
            out.append(verdict(each.verdict(), colours))
                    .append(check)
                    .append(" ".repeat(Math.max(0, width - check.length()) + 2))
                    .append(Table.printable(each.found()))
                    .append(each.expected().isEmpty() ? "" : " (expected: " + Table.printable(each.expected()) + ")")
                    .append('\n');
            if (!each.remedy().isEmpty()) {
                out.append(" ".repeat(VERDICT_WIDTH))
                        .append("mend: ")
                        .append(Table.printable(each.remedy()))
                        .append('\n');
            }
        }
        return out.append(sum(found)).append('\n').toString();
    }

    private static String sum(List<Finding> found) {
        long bad = count(found, Verdict.BAD);
        long warnings = count(found, Verdict.WARN);
        return (bad == 0 ? "nothing bad" : bad + " bad") + ", "
                + (warnings == 0 ? "no warning" : warnings == 1 ? "1 warning" : warnings + " warnings");
    }

    private static long count(List<Finding> found, Verdict verdict) {
        return found.stream().filter(each -> each.verdict() == verdict).count();
    }

    private static String verdict(Verdict verdict, boolean colours) {
        String space = " ".repeat(VERDICT_WIDTH - verdict.word().length());
        return (colours ? colour(verdict) + verdict.word() + RESET : verdict.word()) + space;
    }

    private static String colour(Verdict verdict) {
        return switch (verdict) {
            case OK -> "\u001b[32m";
            case INFO -> "\u001b[36m";
            case WARN -> "\u001b[33m";
            case BAD -> "\u001b[1;31m";
        };
    }
}
