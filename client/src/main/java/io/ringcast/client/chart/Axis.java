package io.ringcast.client.chart;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * An axis of a chart.
 *
 * @param title what it shows, with the unit
 * @param min the value at its beginning
 * @param max the value at its end
 * @param logarithmic whether equal steps are equal factors
 */
record Axis(String title, double min, double max, boolean logarithmic) {

    private static final int TICKS = 6;

    /** From 0, or the power of ten or half of it below the least positive value, to a round number above all {@code values}. */
    static Axis of(String title, double[] values, boolean logarithmic) {
        double least = Double.MAX_VALUE;
        double most = 0;
        for (double value : values) {
            if (value > 0) {
                least = Math.min(least, value);
            }
            most = Math.max(most, value);
        }
        if (most == 0) {
            return new Axis(title, logarithmic ? 0.1 : 0, 1, logarithmic);
        }
        if (!logarithmic) {
            double step = step(most);
            return new Axis(title, 0, Math.ceil(most / step - 1e-9) * step, false);
        }
        return new Axis(title, roundDown(least), roundUp(most), true);
    }

    /** From 0 to {@code max}. */
    static Axis upTo(String title, double max) {
        return new Axis(title, 0, max > 0 ? max : 1, false);
    }

    /** Where a value is, from 0 to 1. */
    double position(double value) {
        double clamped = Math.max(min, Math.min(max, value));
        return logarithmic ? Math.log(clamped / min) / Math.log(max / min) : (clamped - min) / (max - min);
    }

    List<Double> ticks() {
        List<Double> ticks = new ArrayList<>();
        if (logarithmic) {
            for (double tick = min; tick <= max * 1.001; tick = next(tick)) {
                ticks.add(tick);
            }
        } else {
            double step = step(max);
            for (int i = 0; i * step <= max * 1.001; i++) {
                ticks.add(i * step);
            }
        }
        return ticks;
    }

    static String label(double value) {
        if (value == 0) {
            return "0";
        }
        String text = String.format(Locale.ROOT, value >= 100 ? "%.0f" : value >= 1 ? "%.1f" : "%.3f", value);
        return text.contains(".") ? text.replaceAll("\\.?0+$", "") : text;
    }

    /** 1, 2 or 5 times a power of ten, so that about {@link #TICKS} of it are {@code max}. */
    private static double step(double max) {
        double rough = max / TICKS;
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double factor = rough / power;
        return power * (factor <= 1.0001 ? 1 : factor <= 2.0001 ? 2 : factor <= 5.0001 ? 5 : 10);
    }

    /** The next of 1, 2, 5, 10, 20, 50 … */
    private static double next(double tick) {
        double factor = tick / Math.pow(10, Math.floor(Math.log10(tick * 1.0001)));
        return factor > 1.5 && factor < 3 ? tick * 2.5 : tick * 2;
    }

    private static double roundDown(double value) {
        double power = Math.pow(10, Math.floor(Math.log10(value * 1.0001)));
        double factor = value / power * 1.0001;
        return power * (factor >= 5 ? 5 : factor >= 2 ? 2 : 1);
    }

    private static double roundUp(double value) {
        double down = roundDown(value);
        return down >= value * 0.999 ? down == value ? value * 1 : down : next(down);
    }
}
