package io.ringcast.protocol.mpegts;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Measures the program clock references of one PID: how often they come, how they jump, how exactly they fit their places in the stream,
 * and how evenly they arrive.
 *
 * <p>Accuracy (ETSI TR 101 290, 5.3.2, PCR_AC) is what a PCR is off the line through the {@value #POINTS} before it, over the number of
 * packets, whenever they arrive: the line follows what changes more slowly than its points last, a second or so, which compares with a
 * demarcation frequency of 1 Hz (MGF3 of annex I). It means something only where the bit rate is constant; a stream whose PCRs are on
 * average more than a millisecond off that line is not, and no error is counted.
 *
 * <p>Jitter ({@link ArrivalSpread}) compares the moments of arrival with the clock of what arrives. Packets that arrive together, in one
 * datagram, are due when the first of them is, at the time that the clock has there by interpolation (ISO/IEC 13818-1, 2.4.2.2). A PCR
 * further back in the datagram arrives before its time, which every sender of datagrams does and is no jitter.
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
    private static final long NOWHERE = -1;
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

    private long lastPlace;

    /** The first packet of those that arrived together with the last PCR, and the clock there, counted as {@link #unwrapped} is. */
    private long group = NOWHERE;

    private long groupClock;
    private @Nullable ArrivalSpread spread;

    /** A PCR of value {@code pcr} came in the packet with the number {@code place}, at {@code now}. */
    void read(long pcr, boolean discontinuity, long place, StreamTime time, ErrorCounts errors) {
        long now = time.now(place);
        if (count++ == 0) {
            restart(pcr, place, time);
            arrivals.seen(now);
            return;
        }
        long step = TsClock.difference(pcr, last);
        boolean jumps = step < 0 || step > MAX_INTERVAL;
        if (jumps && !discontinuity) {
            errors.add(TsError.PCR_DISCONTINUITY);
        }
        boolean goesOn = !discontinuity && !jumps;
        long due = goesOn && time.byArrival() ? now + behindFirst(step, place, now, time) : now;
        if (discontinuity) {
            discontinuities++;
            arrivals.restart();
        } else if (time.byArrival() ? arrivals.isLate(due, MAX_INTERVAL) : step > MAX_INTERVAL && step < JUMP) {
            errors.add(TsError.PCR_REPETITION);
        }
        arrivals.seen(due);
        if (!goesOn) {
            restart(pcr, place, time);
            return;
        }
        interval(step);
        last = pcr;
        lastPlace = place;
        unwrapped += step;
        measureAccuracy(place - firstPlace, unwrapped, errors);
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

    /** Jitter of arrival in milliseconds: the greatest of a window of ten seconds; empty where arrival was not measured. */
    Optional<Double> jitter() {
        ArrivalSpread measured = spread;
        return measured == null ? Optional.empty() : Optional.of(measured.widest() / TsClock.FREQUENCY * 1000);
    }

    private void restart(long pcr, long place, StreamTime time) {
        last = pcr;
        lastPlace = place;
        firstPlace = place;
        unwrapped = 0;
        points = 0;
        newest = -1;
        addPoint(0, 0);
        group = time.arrivalPlace();
        groupClock = 0;
        if (spread != null) {
            spread.restart();
        }
    }

    /** By how much the PCR {@code step} behind the last one is behind the first packet that arrived together with it. */
    private long behindFirst(long step, long place, long now, StreamTime time) {
        long clock = unwrapped + step;
        long first = time.arrivalPlace();
        if (first != group) {
            group = first;
            groupClock = clock - step * (place - first) / (place - lastPlace);
            ArrivalSpread own = spread;
            if (own == null) {
                own = new ArrivalSpread();
                spread = own;
            }
            own.add(now, now - groupClock);
        }
        return clock - groupClock;
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

    private static double millis(long ticks) {
        return ticks * 1000.0 / TsClock.FREQUENCY;
    }
}
