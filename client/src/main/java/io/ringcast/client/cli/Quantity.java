package io.ringcast.client.cli;

import java.util.Locale;

/** Amounts with a unit that keeps them short. */
final class Quantity {

    private static final String[] BYTE_UNITS = {"B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    private static final String[] BIT_RATE_UNITS = {"bit/s", "kbit/s", "Mbit/s", "Gbit/s", "Tbit/s"};

    private Quantity() {}

    static String bytes(double bytes) {
        return scaled(bytes, 1024, BYTE_UNITS);
    }

    static String bitRate(double bitsPerSecond) {
        return scaled(bitsPerSecond, 1000, BIT_RATE_UNITS);
    }

    /** {@code 0.25 s}, {@code 59.9 s}, {@code 3:07}, {@code 25:00:01}. */
    static String seconds(double seconds) {
        if (seconds < 10) {
            return String.format(Locale.ROOT, "%.2f s", seconds);
        }
        if (seconds < 60) {
            return String.format(Locale.ROOT, "%.1f s", seconds);
        }
        long whole = Math.round(seconds);
        return whole < 3600
                ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
                : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
    }

    /** {@code 0.25 ms}, {@code 12.3 ms}, {@code 1400 ms}. */
    static String millis(double millis) {
        return String.format(Locale.ROOT, millis < 10 ? "%.2f ms" : millis < 100 ? "%.1f ms" : "%.0f ms", millis);
    }

    private static String scaled(double amount, int step, String[] units) {
        int unit = 0;
        double rest = amount;
        while (rest >= step && unit < units.length - 1) {
            rest /= step;
            unit++;
        }
        return String.format(Locale.ROOT, unit == 0 || rest >= 100 ? "%.0f %s" : "%.1f %s", rest, units[unit]);
    }
}
