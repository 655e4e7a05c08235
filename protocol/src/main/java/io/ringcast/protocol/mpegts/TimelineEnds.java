package io.ringcast.protocol.mpegts;

import org.jspecify.annotations.Nullable;

/** How far the timeline that listeners see has come: the last clock and the end of the last access unit on each of their PIDs. */
final class TimelineEnds {

    private static final long MAX_CLOCK_STEP = TsClock.FREQUENCY / 10;

    /** A step of decoding times that is believed to be the length of an access unit. */
    private static final long MAX_UNIT = 10 * TsClock.STAMP_FREQUENCY;

    /** The same of sound, of which a PES packet holds as many frames as its muxer liked. */
    private static final long MAX_SOUND = TsClock.STAMP_FREQUENCY;

    /** By how much stamps may be off what the frames between them last: 2 ms, less than any frame. */
    private static final long ROUNDING = TsClock.STAMP_FREQUENCY / 500;

    /** After so many steps the longest one may be forgotten. */
    private static final int STEPS = 16;

    private static final class End {
        long stamp;
        long shown;
        long step;
        long longest;
        long longestBefore;
        int steps;

        /** How long what came with the last stamp lasts by what it says itself; 0 when it says nothing. */
        long length;

        /** Whether what came before said so rightly: the last stamp came just then. */
        boolean trusted;

        boolean hasStamp;
        long clock;
        boolean hasClock;

        /** PES packets of sound have one frame more or less: whoever takes the last one's length for the next one's may be one short. */
        long longest(long next) {
            if (next > MAX_SOUND) {
                return next;
            }
            longest = Math.max(longest, next);
            long found = Math.max(longest, longestBefore);
            if (++steps == STEPS) {
                steps = 0;
                longestBefore = longest;
                longest = 0;
            }
            return found;
        }
    }

    private final @Nullable End[] ends = new End[TsPacket.PID_COUNT];

    void clock(int pid, long pcr) {
        End end = of(pid);
        end.clock = pcr;
        end.hasClock = true;
    }

    /** An access unit is decoded at {@code dts} and shown at {@code pts}, which for pictures need not rise with it. */
    void stamp(int pid, long dts, long pts, boolean video) {
        End end = of(pid);
        long ahead = TsClock.stampDifference(pts, end.shown);
        if (!end.hasStamp || ahead > 0 || ahead < -MAX_UNIT) {
            end.shown = pts;
        }
        long step = end.hasStamp ? TsClock.stampDifference(dts, end.stamp) : 0;
        if (step > 0 && step < MAX_UNIT) {
            end.step = video ? step : end.longest(step);
            end.trusted = end.length > 0 && Math.abs(end.length - step) <= ROUNDING;
        }
        end.stamp = dts;
        end.length = 0;
        end.hasStamp = true;
    }

    /** What came with the last stamp on a PID lasts so many ticks of 90 kHz; 0 when that is not known. */
    void length(int pid, long ticks) {
        of(pid).length = ticks;
    }

    boolean hasClock(int pid) {
        End end = ends[pid];
        return end != null && end.hasClock;
    }

    boolean hasStamp(int pid) {
        End end = ends[pid];
        return end != null && end.hasStamp;
    }

    /** The last clock on a PID. Only when {@link #hasClock}. */
    long lastClock(int pid) {
        return of(pid).clock;
    }

    /** Where the next decoding time on a PID is expected. Only when {@link #hasStamp}. */
    long nextStamp(int pid) {
        End end = of(pid);
        return TsClock.addStamp(end.stamp, lasting(end));
    }

    /** The earliest time at which something may be shown on a PID behind all that is. Only when {@link #hasStamp}. */
    long nextShown(int pid) {
        End end = of(pid);
        return TsClock.addStamp(end.shown, lasting(end));
    }

    /** Whether a clock of value {@code pcr} is not what decoders expect next (ISO/IEC 13818-1, 2.7.2 and 2.4.3.5). */
    boolean breaks(int pid, long pcr) {
        if (!hasClock(pid)) {
            return false;
        }
        long step = TsClock.difference(pcr, lastClock(pid));
        return step < 0 || step > MAX_CLOCK_STEP;
    }

    private static long lasting(End end) {
        return end.trusted && end.length > 0 ? end.length : Math.max(1, end.step);
    }

    private End of(int pid) {
        End end = ends[pid];
        if (end == null) {
            end = new End();
            ends[pid] = end;
        }
        return end;
    }
}
