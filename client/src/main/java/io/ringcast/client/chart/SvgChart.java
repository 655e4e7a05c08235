package io.ringcast.client.chart;

import java.util.List;
import java.util.Locale;

/**
 * Draws line charts, one above the other, as a self-contained SVG (W3C SVG 1.1) that is legible on light and on dark pages.
 *
 * <p>Lines differ in colour and in dashes, so that they can be told apart without colours.
 */
public final class SvgChart {

    private static final int WIDTH = 760;
    private static final int PANEL_HEIGHT = 300;
    private static final int LEFT = 76;
    private static final int RIGHT = 20;
    private static final int TOP = 58;
    private static final int BOTTOM = 50;
    private static final int HEAD = 34;
    private static final int LEGEND_LINE = 27;
    private static final int LEGEND_HEIGHT = 18;
    private static final int LEGEND_STEP = 18;
    private static final double CHARACTER_WIDTH = 6.2;
    private static final int COLOURS = 8;

    private static final String STYLE = """
            <style>
            svg { color-scheme: light dark; font: 12px system-ui, sans-serif; }
            .page { fill: #ffffff; } text { fill: #24292f; } .faint { fill: #57606a; }
            .grid { stroke: #d8dee4; } .axis { stroke: #57606a; }
            .line { fill: none; stroke-width: 2; stroke-linejoin: round; }
            .s0 { stroke: #0969da; } .s1 { stroke: #bc4c00; stroke-dasharray: 7 3; } .s2 { stroke: #8250df; stroke-dasharray: 2 3; }
            .s3 { stroke: #1a7f37; stroke-dasharray: 9 3 2 3; } .s4 { stroke: #cf222e; } .s5 { stroke: #7d4e00; stroke-dasharray: 7 3; }
            .s6 { stroke: #bf3989; stroke-dasharray: 2 3; } .s7 { stroke: #57606a; stroke-dasharray: 9 3 2 3; }
            .dot { stroke: none; } .d0 { fill: #0969da; } .d1 { fill: #bc4c00; } .d2 { fill: #8250df; } .d3 { fill: #1a7f37; }
            .d4 { fill: #cf222e; } .d5 { fill: #7d4e00; } .d6 { fill: #bf3989; } .d7 { fill: #57606a; }
            @media (prefers-color-scheme: dark) {
            .page { fill: #0d1117; } text { fill: #e6edf3; } .faint { fill: #9198a1; }
            .grid { stroke: #30363d; } .axis { stroke: #9198a1; }
            .s0 { stroke: #58a6ff; } .s1 { stroke: #f0883e; } .s2 { stroke: #d2a8ff; } .s3 { stroke: #56d364; }
            .s4 { stroke: #ff7b72; } .s5 { stroke: #e3b341; } .s6 { stroke: #f778ba; } .s7 { stroke: #9198a1; }
            .d0 { fill: #58a6ff; } .d1 { fill: #f0883e; } .d2 { fill: #d2a8ff; } .d3 { fill: #56d364; }
            .d4 { fill: #ff7b72; } .d5 { fill: #e3b341; } .d6 { fill: #f778ba; } .d7 { fill: #9198a1; }
            }
            </style>
            """;

    private final StringBuilder out = new StringBuilder();

    private SvgChart() {}

    /** The drawing. */
    public static String draw(String title, List<Panel> panels) {
        SvgChart chart = new SvgChart();
        int height = HEAD + panels.size() * PANEL_HEIGHT;
        chart.add(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\">",
                WIDTH, height, WIDTH, height);
        chart.add("<title>%s</title>", escape(title));
        chart.out.append(STYLE);
        chart.add("<rect class=\"page\" width=\"%d\" height=\"%d\"/>", WIDTH, height);
        chart.text(LEFT, 24, "font-size=\"15\" font-weight=\"600\"", title);
        for (int i = 0; i < panels.size(); i++) {
            chart.panel(panels.get(i), HEAD + i * PANEL_HEIGHT);
        }
        chart.add("</svg>");
        return chart.out.toString();
    }

    private void panel(Panel panel, int y) {
        Axis xAxis = panel.xAxis();
        Axis yAxis = panel.yAxis();
        int top = y + TOP + (legend(panel, y + 42) - 1) * LEGEND_HEIGHT;
        int bottom = y + PANEL_HEIGHT - BOTTOM;
        text(LEFT, y + 22, "font-weight=\"600\"", panel.title());
        for (double tick : yAxis.ticks()) {
            double at = bottom - yAxis.position(tick) * (bottom - top);
            add("<line class=\"grid\" x1=\"%d\" y1=\"%.1f\" x2=\"%d\" y2=\"%.1f\"/>", LEFT, at, WIDTH - RIGHT, at);
            text(LEFT - 8, at + 4, "class=\"faint\" text-anchor=\"end\"", Axis.label(tick));
        }
        for (double tick : xAxis.ticks()) {
            double at = x(xAxis, tick);
            add("<line class=\"axis\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>", at, bottom, at, bottom + 4);
            text(at, bottom + 18, "class=\"faint\" text-anchor=\"middle\"", Axis.label(tick));
        }
        add("<line class=\"axis\" x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\"/>", LEFT, bottom, WIDTH - RIGHT, bottom);
        text((LEFT + WIDTH - RIGHT) / 2.0, bottom + 36, "class=\"faint\" text-anchor=\"middle\"", xAxis.title());
        double middle = (top + bottom) / 2.0;
        text(
                18,
                middle,
                String.format(
                        Locale.ROOT,
                        "class=\"faint\" text-anchor=\"middle\" transform=\"rotate(-90 18 %.1f)\"",
                        middle),
                yAxis.title());
        for (int i = 0; i < panel.series().size(); i++) {
            series(panel.series().get(i), i % COLOURS, xAxis, yAxis, top, bottom);
        }
    }

    /** Returns how many rows it took. */
    private int legend(Panel panel, int y) {
        double x = LEFT;
        int rows = 1;
        for (int i = 0; i < panel.series().size(); i++) {
            Series series = panel.series().get(i);
            double width = LEGEND_LINE + series.name().length() * CHARACTER_WIDTH;
            if (x > LEFT && x + width > WIDTH - RIGHT) {
                x = LEFT;
                rows++;
            }
            int row = y + (rows - 1) * LEGEND_HEIGHT;
            add(
                    "<line class=\"line s%d\" x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\"/>",
                    i % COLOURS, x, row - 4, x + 22, row - 4);
            if (series.marked()) {
                dot(i % COLOURS, x + 11, row - 4);
            }
            text(x + LEGEND_LINE, row, "", series.name());
            x += width + LEGEND_STEP;
        }
        return rows;
    }

    private void series(Series series, int colour, Axis xAxis, Axis yAxis, int top, int bottom) {
        StringBuilder points = new StringBuilder();
        for (Series.Point point : series.points()) {
            double x = x(xAxis, point.x());
            double y = bottom - yAxis.position(point.y()) * (bottom - top);
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
            if (series.marked()) {
                dot(colour, x, y);
            }
        }
        add(
                "<polyline class=\"line s%d\" points=\"%s\"/>",
                colour, points.toString().strip());
    }

    private void dot(int colour, double x, double y) {
        add("<circle class=\"dot d%d\" cx=\"%.1f\" cy=\"%.1f\" r=\"3.5\"/>", colour, x, y);
    }

    private static double x(Axis axis, double value) {
        return LEFT + axis.position(value) * (WIDTH - RIGHT - LEFT);
    }

    private void text(double x, double y, String attributes, String text) {
        add("<text x=\"%.1f\" y=\"%.1f\" %s>%s</text>", x, y, attributes, escape(text));
    }

    private void add(String format, Object... values) {
        out.append(String.format(Locale.ROOT, format, values)).append('\n');
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
