package io.ringcast.daemon.source;

import io.ringcast.protocol.container.Format;

/**
 * When units are due, reckoned from one base so that the errors of single steps never add up.
 *
 * <p>Every unit has a position on the schedule; it is due at {@code base + position}. The base lies the lead before the first unit, so
 * that much is due at once. Who has fallen behind (a slow origin, an outage) catches up as fast as it can, but never by more than the
 * allowed lateness: then the base moves.
 */
abstract sealed class Schedule {

    /** A loop that is late by this much must not make the schedule itself late. */
    private static final long MIN_LATENESS_NANOS = 500_000_000L;

    private final long leadNanos;
    private final long maxLatenessNanos;
    private long baseNanos;
    private boolean started;

    private Schedule(long leadNanos) {
        this.leadNanos = leadNanos;
        this.maxLatenessNanos = Math.max(leadNanos, MIN_LATENESS_NANOS);
    }

    static Schedule of(Pace pace, long leadNanos) {
        if (pace instanceof Pace.Rate rate) {
            return new ByRate(rate.bitsPerSecond(), leadNanos);
        }
        return pace instanceof Pace.MediaClock ? new ByMediaClock(leadNanos) : new Unscheduled();
    }

    /** Another run follows on: its clock has nothing to do with that of the one before. */
    void onRun() {}

    /** The format of the run that begins has units that differ in size, and perhaps seconds in one of them. */
    void unitsDiffer(boolean differ) {}

    /** The next unit carries this clock; see {@link io.ringcast.protocol.container.UnitSink#onClock}. */
    void onClock(long ticks, boolean discontinuity) {}

    /**
     * How many of the next {@code bytes} may be released now: all, none or whole units of {@code unitSize}; all or none where units differ
     * in size ({@link io.ringcast.protocol.container.Format#VARIABLE}).
     */
    abstract int allowance(long nowNanos, int bytes, int unitSize);

    /** So many bytes were released. */
    void onReleased(int bytes) {}

    /** Nanoseconds until at least one more unit is due. */
    abstract long waitNanos(long nowNanos, int unitSize);

    /** Whether {@link #positionNanos()} moves. */
    boolean hasClock() {
        return true;
    }

    /** Where the next unit lies on the schedule, in nanoseconds. */
    abstract long positionNanos();

    /** How long the next unit has been due; negative when it is not yet. */
    final long latenessNanos(long nowNanos) {
        if (!started) {
            started = true;
            baseNanos = nowNanos - leadNanos - positionNanos();
        }
        long lateness = nowNanos - baseNanos - positionNanos();
        if (lateness > maxLatenessNanos) {
            baseNanos += lateness - maxLatenessNanos;
            return maxLatenessNanos;
        }
        return lateness;
    }

    /** Everything is due when it comes. */
    static final class Unscheduled extends Schedule {

        Unscheduled() {
            super(0);
        }

        @Override
        int allowance(long nowNanos, int bytes, int unitSize) {
            return bytes;
        }

        @Override
        long waitNanos(long nowNanos, int unitSize) {
            return 0;
        }

        @Override
        boolean hasClock() {
            return false;
        }

        @Override
        long positionNanos() {
            return 0;
        }
    }

    /** A unit and those after it are due at their clock (for MPEG-TS the PCR: ISO/IEC 13818-1, 2.4.2.1). */
    static final class ByMediaClock extends Schedule {

        /** 33 bits of 90 kHz base, extended to 27 MHz: ISO/IEC 13818-1, 2.4.3.5. */
        static final long WRAP_TICKS = (1L << 33) * 300;

        /** PCRs are at most 100 ms apart (2.7.2); a step over this is no step but a jump. */
        private static final long MAX_STEP_TICKS = 2 * 27_000_000L;

        /** The same where a unit may be a fragment, or a page, of seconds. */
        private static final long MAX_LONG_STEP_TICKS = 30 * 27_000_000L;

        private static final long NONE = -1;

        private long positionTicks;
        private long lastTicks = NONE;
        private long lastStepTicks;
        private boolean joins;
        private long maxStepTicks = MAX_STEP_TICKS;

        ByMediaClock(long leadNanos) {
            super(leadNanos);
        }

        @Override
        void onRun() {
            joins = true;
        }

        @Override
        void unitsDiffer(boolean differ) {
            maxStepTicks = differ ? MAX_LONG_STEP_TICKS : MAX_STEP_TICKS;
        }

        @Override
        void onClock(long ticks, boolean discontinuity) {
            if (lastTicks != NONE) {
                long step = Math.floorMod(ticks - lastTicks, WRAP_TICKS);
                if (joins || discontinuity || step > maxStepTicks) {
                    // Nobody knows how much time lies across a jump: as much as lay between the clocks before it.
                    step = lastStepTicks;
                } else if (step > 0) {
                    lastStepTicks = step;
                }
                positionTicks += step;
            }
            joins = false;
            lastTicks = ticks;
        }

        @Override
        int allowance(long nowNanos, int bytes, int unitSize) {
            return lastTicks == NONE || latenessNanos(nowNanos) >= 0 ? bytes : 0;
        }

        @Override
        long waitNanos(long nowNanos, int unitSize) {
            return -latenessNanos(nowNanos);
        }

        @Override
        long positionNanos() {
            return positionTicks * 1000 / 27;
        }
    }

    /** Bytes are due at a fixed rate. */
    static final class ByRate extends Schedule {

        private static final long SECOND_NANOS = 1_000_000_000L;

        private final long bitsPerSecond;
        private long wholeSecondsNanos;
        private long bits;

        ByRate(long bitsPerSecond, long leadNanos) {
            super(leadNanos);
            this.bitsPerSecond = bitsPerSecond;
        }

        @Override
        int allowance(long nowNanos, int bytes, int unitSize) {
            if (unitSize == Format.VARIABLE) {
                return latenessNanos(nowNanos) >= 0 ? bytes : 0;
            }
            long dueBytes = (long) (latenessNanos(nowNanos) * (double) bitsPerSecond / SECOND_NANOS / 8);
            if (dueBytes >= bytes) {
                return bytes;
            }
            return dueBytes < unitSize ? 0 : (int) (dueBytes - dueBytes % unitSize);
        }

        @Override
        void onReleased(int bytes) {
            bits += bytes * 8L;
            while (bits >= bitsPerSecond) {
                bits -= bitsPerSecond;
                wholeSecondsNanos += SECOND_NANOS;
            }
        }

        @Override
        long waitNanos(long nowNanos, int unitSize) {
            long unitNanos = (long) Math.ceil(unitSize * 8d * SECOND_NANOS / bitsPerSecond);
            return unitNanos - latenessNanos(nowNanos);
        }

        @Override
        long positionNanos() {
            return wholeSecondsNanos + (long) (bits * (double) SECOND_NANOS / bitsPerSecond);
        }
    }
}
