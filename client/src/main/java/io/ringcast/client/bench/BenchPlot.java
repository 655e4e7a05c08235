package io.ringcast.client.bench;

import io.ringcast.client.bench.BenchResult.Moment;
import io.ringcast.client.bench.BenchResult.Percentiles;
import io.ringcast.client.chart.Panel;
import io.ringcast.client.chart.Series;
import io.ringcast.client.chart.SvgChart;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/** Draws how latency and rate went in a load test. */
public final class BenchPlot {

    private BenchPlot() {}

    /** A self-contained SVG. */
    public static String svg(BenchResult result) {
        List<Panel> panels = new ArrayList<>();
        if (result.latencyMillis().count() > 0) {
            panels.add(new Panel(
                    "Latency, stamp to arrival",
                    "time in s",
                    "latency in ms",
                    false,
                    false,
                    List.of(
                            latency("p50", result, Percentiles::p50),
                            latency("p99", result, Percentiles::p99),
                            latency("max", result, Percentiles::max))));
        }
        panels.add(rate(result));
        String title = String.format(
                Locale.ROOT,
                "%s, %d listeners",
                result.stream(),
                result.healthy().listeners());
        return SvgChart.draw(title, panels);
    }

    private static Series latency(String name, BenchResult result, ToDoubleFunction<Percentiles> percentile) {
        return new Series(
                name,
                false,
                result.timeline().stream()
                        .filter(moment -> moment.latencyMillis().count() > 0)
                        .map(moment ->
                                new Series.Point(moment.atSeconds(), percentile.applyAsDouble(moment.latencyMillis())))
                        .toList());
    }

    private static Panel rate(BenchResult result) {
        double most = result.timeline().stream()
                .mapToDouble(Moment::bitsPerSecond)
                .max()
                .orElse(0);
        double unit = most >= 1e9 ? 1e9 : most >= 1e6 ? 1e6 : 1e3;
        List<Series> series = new ArrayList<>();
        series.add(new Series(
                "received by all",
                false,
                result.timeline().stream()
                        .map(moment -> new Series.Point(moment.atSeconds(), moment.bitsPerSecond() / unit))
                        .toList()));
        if (result.sourceBitsPerSecond() > 0 && !result.timeline().isEmpty()) {
            double due = result.sourceBitsPerSecond() * result.healthy().listeners() / unit;
            series.add(new Series(
                    "source's rate x listeners",
                    false,
                    List.of(new Series.Point(0, due), new Series.Point(result.seconds(), due))));
        }
        return new Panel(
                "Rate",
                "time in s",
                unit == 1e9 ? "rate in Gbit/s" : unit == 1e6 ? "rate in Mbit/s" : "rate in kbit/s",
                false,
                false,
                series);
    }
}
