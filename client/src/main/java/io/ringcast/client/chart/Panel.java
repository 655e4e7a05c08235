package io.ringcast.client.chart;

import java.util.List;
import java.util.stream.DoubleStream;

/**
 * One chart of a drawing.
 *
 * @param title what it shows
 * @param xTitle the horizontal axis, with the unit
 * @param yTitle the vertical axis, with the unit
 * @param logarithmicX whether equal steps to the right are equal factors
 * @param logarithmicY whether equal steps up are equal factors
 * @param series the lines
 */
public record Panel(
        String title, String xTitle, String yTitle, boolean logarithmicX, boolean logarithmicY, List<Series> series) {

    public Panel {
        series = List.copyOf(series);
    }

    Axis xAxis() {
        double[] values = values(true).toArray();
        return logarithmicX
                ? Axis.of(xTitle, values, true)
                : Axis.upTo(xTitle, DoubleStream.of(values).max().orElse(1));
    }

    Axis yAxis() {
        return Axis.of(yTitle, values(false).toArray(), logarithmicY);
    }

    private DoubleStream values(boolean x) {
        return series.stream().flatMap(line -> line.points().stream()).mapToDouble(point -> x ? point.x() : point.y());
    }
}
