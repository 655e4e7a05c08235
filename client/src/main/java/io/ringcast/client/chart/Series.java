package io.ringcast.client.chart;

import java.util.List;

/**
 * A line of a chart.
 *
 * @param name what it is called in the legend
 * @param marked whether each point is seen as a dot, as measurements that are few should be
 * @param points from left to right
 */
public record Series(String name, boolean marked, List<Point> points) {

    /** A point, in the units of the axes. */
    public record Point(double x, double y) {}

    public Series {
        points = List.copyOf(points);
    }
}
