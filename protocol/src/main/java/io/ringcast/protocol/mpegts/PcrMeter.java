package io.ringcast.protocol.mpegts;

import java.util.Optional;

/**
 * Measures the program clock references of one PID: how often they come, how they jump, how exactly they fit their places in the stream,
 * and how evenly they arrive.
 *
 * <p>Accuracy (ETSI TR 101 290, 5.3.2.4) is what a PCR is off the line through the {@value #POINTS} before it, over the number of packets.
 * That means something only where the bit rate is constant; a stream whose PCRs are on average more than a millisecond off that line is
 * not, and no error is counted. Jitter is the difference between the earliest and the latest arrival, against the PCR, within ten seconds.
 */
final class PcrMeter {

    /** PCRs through which the line is laid. */
    static final int POINTS = 32;

    private static final int ENOUGH_POINTS = 8;
    private static final long MAX_INTERVAL = TsClock.FREQUENCY / 10;

    /** By the clock itself, a step that is no interval but a jump. */
    private static final long JUMP = 10 * TsClock.FREQUENCY;

    /** 500 ns in ticks of 27 MHz. */
    private static final double MAX_ERROR = 13.5;

    private static final double CONSTANT_LIMIT = TsClock.FREQUENCY / 1000.0;
    private static final long JITTER_WINDOW = 10 * TsClock.FREQUENCY;
    private static final double NANOS_PER_TICK = 1000 / 27.0;

    private final double[] places = new double[POINTS];
    private final double[] clocks = new double[POINTS];
    private int points;
    private int newest;

    private final Repetition arrivals = new Repetition();
    private long count;
    private long last;
    private long firstPlace;
    private long unwrapped;

    private double meanError;
    private double worstError;
    private boolean measured;
    private long discontinuities;
    private long longest;
    private long total;
    private long intervals;

    private long windowStart;
    private long earliest;
    private long latest;
    private long jitter;

    /** A PCR of value {@code pcr} came in the packet with the number {@code place}, at {@code now}. */
    void read(long pcr, boolean discontinuity, long place, StreamTime time, ErrorCounts errors) {
        long now = time.now(place);
        if (count++ == 0) {
            restart(pcr, place, now);
            arrivals.seen(now);
            return;
        }
        long step = TsClock.difference(pcr, last);
        boolean jumps = step < 0 || step > MAX_INTERVAL;
        if (jumps && !discontinuity) {
            errors.add(TsError.PCR_DISCONTINUITY);
        }
        if (discontinuity) {
            discontinuities++;
            arrivals.restart();
        } else if (time.byArrival() ? arrivals.isLate(now, MAX_INTERVAL) : step > MAX_INTERVAL && step < JUMP) {
            errors.add(TsError.PCR_REPETITION);
        }
        arrivals.seen(now);
        if (discontinuity || jumps) {
            restart(pcr, place, now);
            return;
        }
        interval(step);
        last = pcr;
        unwrapped += step;
        measureAccuracy(place - firstPlace, unwrapped, errors);
        if (time.byArrival()) {
            measureJitter(now);
        }
    }

    long count() {
        return count;
    }

    long discontinuities() {
        return discontinuities;
    }

    /** Milliseconds between two PCRs by their values. */
    double averageInterval() {
        return intervals == 0 ? 0 : millis(total / intervals);
    }

    double longestInterval() {
        return millis(longest);
    }

    /** Whether the PCRs fit a constant bit rate. */
    boolean constantRate() {
        return measured && meanError < CONSTANT_LIMIT;
    }

    /** The worst error against a constant bit rate in nanoseconds; empty when the rate is not constant. */
    Optional<Double> accuracy() {
        return constantRate() ? Optional.of(worstError * NANOS_PER_TICK) : Optional.empty();
    }

    /** Jitter of arrival in milliseconds: the greatest of a window of ten seconds. */
    Optional<Double> jitter(StreamTime time) {
        return time.byArrival() && intervals > 0
                ? Optional.of(millis(Math.max(jitter, latest - earliest)))
                : Optional.empty();
    }

    private void restart(long pcr, long place, long now) {
        last = pcr;
        firstPlace = place;
        unwrapped = 0;
        points = 0;
        newest = -1;
        addPoint(0, 0);
        windowStart = now;
        earliest = now;
        latest = now;
    }

    private void interval(long step) {
        longest = Math.max(longest, step);
        total += step;
        intervals++;
    }

    private void measureAccuracy(double place, double clock, ErrorCounts errors) {
        if (points >= ENOUGH_POINTS) {
            double error = Math.abs(clock - predict(place));
            meanError = measured ? meanError + (error - meanError) / 16 : error;
            measured = true;
            if (constantRate()) {
                worstError = Math.max(worstError, error);
                if (error > MAX_ERROR) {
                    errors.add(TsError.PCR_ACCURACY);
                }
            }
        }
        addPoint(place, clock);
    }

    /** Where the line of least squares through the points is at {@code place}. */
    private double predict(double place) {
        double meanPlace = 0;
        double meanClock = 0;
        for (int i = 0; i < points; i++) {
            meanPlace += places[i];
            meanClock += clocks[i];
        }
        meanPlace /= points;
        meanClock /= points;
        double covariance = 0;
        double variance = 0;
        for (int i = 0; i < points; i++) {
            double distance = places[i] - meanPlace;
            covariance += distance * (clocks[i] - meanClock);
            variance += distance * distance;
        }
        return variance == 0 ? meanClock : meanClock + covariance / variance * (place - meanPlace);
    }

    private void addPoint(double place, double clock) {
        newest = (newest + 1) % POINTS;
        places[newest] = place;
        clocks[newest] = clock;
        points = Math.min(points + 1, POINTS);
    }

    private void measureJitter(long now) {
        long offset = now - unwrapped;
        if (now - windowStart > JITTER_WINDOW) {
            jitter = Math.max(jitter, latest - earliest);
            windowStart = now;
            earliest = offset;
            latest = offset;
        }
        earliest = Math.min(earliest, offset);
        latest = Math.max(latest, offset);
    }

    private static double millis(long ticks) {
        return ticks * 1000.0 / TsClock.FREQUENCY;
    }
}
