package io.ringcast.client.cli;

import io.ringcast.client.probe.ProbeReport;
import io.ringcast.client.probe.ProbeReport.DatagramReport;
import io.ringcast.client.probe.ProbeReport.Gaps;
import io.ringcast.client.probe.ProbeReport.Size;
import io.ringcast.protocol.mpegts.TsReport;
import java.util.Locale;
import java.util.stream.Collectors;

/** What a probe found, for people. Names in the stream come from strangers: what is not printable is shown as {@code ?}. */
final class ProbeText {

    private static final double SECONDS_PER_MINUTE = 60;

    private final StringBuilder out = new StringBuilder();

    private ProbeText() {}

    static String of(ProbeReport report) {
        ProbeText text = new ProbeText();
        text.write(report);
        return text.out.toString();
    }

    private void write(ProbeReport report) {
        line("%s", report.stream());
        line("format      %s%s", report.format(), report.mediaType().isEmpty() ? "" : " (" + report.mediaType() + ")");
        line(
                "read        %s%s%s%s",
                Quantity.bytes(report.bytes()),
                report.bitsPerSecond()
                        .map(live -> " in " + Quantity.seconds(report.seconds()))
                        .orElse(""),
                report.bitsPerSecond()
                        .map(rate -> ", " + Quantity.bitRate(rate))
                        .orElse(""),
                report.firstByteMillis()
                        .map(millis -> ", first byte after " + Quantity.millis(millis))
                        .orElse(""));
        report.remark().ifPresent(remark -> line("remark      %s", remark));
        report.trouble().ifPresent(trouble -> line("trouble     %s", trouble));
        report.datagrams().ifPresent(this::datagrams);
        if (report.mpegts().isEmpty()) {
            units(report);
        }
        report.mpegts().map(TsReport::text).ifPresent(text -> text.lines().forEach(each -> line("%s", each)));
    }

    private void units(ProbeReport report) {
        report.mediaSeconds().ifPresent(seconds -> {
            line(
                    "clock       %s, %s",
                    Quantity.seconds(seconds), Quantity.bitRate(seconds > 0 ? report.bytes() * 8 / seconds : 0));
            line(
                    "join points %d, %.1f a minute",
                    report.joinPoints(), seconds > 0 ? report.joinPoints() * SECONDS_PER_MINUTE / seconds : 0);
        });
        if (report.garbageBytes() > 0) {
            line("garbage     %d bytes", report.garbageBytes());
        }
    }

    private void datagrams(DatagramReport report) {
        line(
                "datagrams   %d received, %s from %s; %d garbage, %d of strangers",
                report.received(),
                report.carrier().isEmpty() ? "none with MPEG-TS" : report.carrier(),
                String.join(", ", report.senders()),
                report.garbage(),
                report.strangers());
        if (report.carrier().equals("rtp")) {
            line(
                    "sequence    %d lost (%.3f %%), %d of them late, %d duplicates, %d reordered, %d restarts",
                    report.lost(),
                    report.lossShare() * 100,
                    report.late(),
                    report.duplicates(),
                    report.reordered(),
                    report.restarts());
        }
        line("sizes       %s", report.sizes().stream().map(ProbeText::size).collect(Collectors.joining(", ")));
        report.gaps().ifPresent(this::gaps);
    }

    private void gaps(Gaps gaps) {
        line(
                "gaps        min %s, mean %s, p50 %s, p99 %s, max %s",
                millis(gaps.min()), millis(gaps.mean()), millis(gaps.p50()), millis(gaps.p99()), millis(gaps.max()));
    }

    private static String millis(double millis) {
        return String.format(Locale.ROOT, "%.3f ms", millis);
    }

    private static String size(Size size) {
        return size.datagrams() + " x " + size.bytes() + " B";
    }

    @SuppressWarnings("AnnotateFormatMethod")
    private void line(String format, Object... arguments) {
        out.append(Table.printable(String.format(Locale.ROOT, format, arguments).stripTrailing()))
                .append('\n');
    }
}
