package io.ringcast.protocol.mpegts;

/**
 * How unevenly something arrives that ought to keep to a clock: the spread of its delays within ten seconds, in ticks of 27 MHz.
 *
 * <p>That two clocks differ by a little is no unevenness: a drift of up to 100 millionths is taken out, by the slope with which the delays
 * of the window fit between the closest two parallel lines. What is left is slower than a tenth of a hertz only where it is more than that
 * drift, so that it compares with PCR_OJ of ETSI TR 101 290, 5.3.2, measured with a demarcation frequency of 100 mHz (MGF2 of its annex I).
 */
final class ArrivalSpread {

    /** Delays in a window; more than a hundred a second make it shorter. */
    static final int MAX_SAMPLES = 1024;

    private static final long WINDOW = 10 * TsClock.FREQUENCY;

    /** Three times what a system clock may be off (ISO/IEC 13818-1, 2.4.2.1), on either side, and some more. */
    private static final double MAX_DRIFT = 1e-4;

    /** The slope is found to within a tick of 27 MHz in the window. */
    private static final int STEPS = 40;

    private final double[] times = new double[MAX_SAMPLES];
    private final double[] delays = new double[MAX_SAMPLES];
    private int samples;
    private long firstTime;
    private long firstDelay;
    private double widest;

    /** The clock jumps: what comes is not compared with what was. */
    void restart() {
        closeWindow();
    }

    /** At {@code time} something arrived that is {@code delay} behind its clock, which may begin anywhere. */
    void add(long time, long delay) {
        if (samples == MAX_SAMPLES || (samples > 0 && time - firstTime > WINDOW)) {
            closeWindow();
        }
        if (samples == 0) {
            firstTime = time;
            firstDelay = delay;
        }
        times[samples] = time - firstTime;
        delays[samples] = delay - firstDelay;
        samples++;
    }

    /** The greatest spread of a window until now. */
    double widest() {
        return Math.max(widest, spread());
    }

    private void closeWindow() {
        widest = widest();
        samples = 0;
    }

    /** The width is a convex function of the slope: a search in thirds finds its minimum. */
    private double spread() {
        double low = -MAX_DRIFT;
        double high = MAX_DRIFT;
        for (int i = 0; i < STEPS; i++) {
            double third = (high - low) / 3;
            if (width(low + third) < width(high - third)) {
                high -= third;
            } else {
                low += third;
            }
        }
        return Math.min(width(0), width((low + high) / 2));
    }

    private double width(double slope) {
        double least = Double.POSITIVE_INFINITY;
        double most = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < samples; i++) {
            double left = delays[i] - slope * times[i];
            least = Math.min(least, left);
            most = Math.max(most, left);
        }
        return samples == 0 ? 0 : most - least;
    }
}
