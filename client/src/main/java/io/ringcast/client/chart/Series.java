package io.ringcast.client.chart;

import java.util.List;

/** A line of a chart: a name for the legend, and points from left to right. */
public record Series(String name, List<Point> points) {

    /** A point, in the units of the axes. */
    public record Point(double x, double y) {}

    public Series {
        points = List.copyOf(points);
    }
}
