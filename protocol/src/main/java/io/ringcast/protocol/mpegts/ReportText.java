package io.ringcast.protocol.mpegts;

import io.ringcast.protocol.mpegts.TsReport.ClockReport;
import io.ringcast.protocol.mpegts.TsReport.ErrorCount;
import io.ringcast.protocol.mpegts.TsReport.PidReport;
import io.ringcast.protocol.mpegts.TsReport.ProgramReport;
import java.util.Locale;

/** Writes a {@link TsReport} for people. */
final class ReportText {

    private final StringBuilder out = new StringBuilder();

    private ReportText() {}

    static String of(TsReport report) {
        ReportText text = new ReportText();
        text.write(report);
        return text.out.toString();
    }

    private void write(TsReport report) {
        line(
                "MPEG-TS, %.1f s by %s, %d packets, %s, %d bytes of garbage",
                report.seconds(),
                report.byArrival() ? "arrival" : "its clock",
                report.packets(),
                rate(report.bitrate()),
                report.garbage());
        report.tables()
                .ifPresent(table -> line(
                        "PAT version %d, every %.0f ms, at most %.0f ms",
                        table.version(), table.averageMillis(), table.longestMillis()));
        report.programs().forEach(this::program);
        line("%6s  %-14s %-4s %7s  %12s %6s  %s", "PID", "what", "lang", "program", "bit rate", "share", "");
        report.pids().forEach(this::pid);
        errors(report, 1, "first");
        errors(report, 2, "second");
    }

    private void program(ProgramReport program) {
        String names = program.name().isEmpty() ? "" : " \"" + program.name() + "\"";
        line(
                "program %d%s, PMT on %d version %d every %.0f ms, at most %.0f ms, %s, %.1f join points a minute",
                program.number(),
                names,
                program.mapPid(),
                program.map().version(),
                program.map().averageMillis(),
                program.map().longestMillis(),
                rate(program.bitrate()),
                program.joinPointsPerMinute());
    }

    private void pid(PidReport pid) {
        StringBuilder notes = new StringBuilder();
        pid.clock().ifPresent(clock -> clock(notes, clock));
        note(notes, pid.continuityErrors(), "continuity errors");
        note(notes, pid.transportErrors(), "damaged");
        note(notes, pid.scrambledPackets(), "scrambled");
        line(
                "%6d  %-14s %-4s %7s  %12s %5.1f%%  %s",
                pid.pid(),
                pid.use(),
                pid.language(),
                pid.program() == 0 ? "" : pid.program(),
                rate(pid.bitrate()),
                pid.share() * 100,
                notes);
    }

    private static void clock(StringBuilder notes, ClockReport clock) {
        notes.append(format("PCR every %.1f ms, at most %.1f ms; ", clock.averageMillis(), clock.longestMillis()));
        clock.jitterMillis().ifPresent(jitter -> notes.append(format("jitter %.3f ms; ", jitter)));
        clock.accuracyNanos().ifPresent(accuracy -> notes.append(format("accuracy %.0f ns; ", accuracy)));
        note(notes, clock.discontinuities(), "announced jumps");
    }

    private static void note(StringBuilder notes, long count, String what) {
        if (count > 0) {
            notes.append(count).append(' ').append(what).append("; ");
        }
    }

    private void errors(TsReport report, int priority, String word) {
        StringBuilder raised = new StringBuilder();
        for (ErrorCount error : report.errors()) {
            if (error.count() > 0 && error.indicator().charAt(0) - '0' == priority) {
                raised.append(raised.isEmpty() ? "" : ", ")
                        .append(error.indicator())
                        .append(' ')
                        .append(error.name())
                        .append(' ')
                        .append(error.count());
            }
        }
        line("TR 101 290 %s priority: %s", word, raised.isEmpty() ? "none" : raised);
    }

    private void line(String format, Object... arguments) {
        out.append(format(format, arguments).stripTrailing()).append('\n');
    }

    private static String rate(double bits) {
        return bits >= 999_500 ? format("%.3f Mbit/s", bits / 1e6) : format("%.1f kbit/s", bits / 1e3);
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private static String format(String format, Object... arguments) {
        return String.format(Locale.ROOT, format, arguments);
    }
}
