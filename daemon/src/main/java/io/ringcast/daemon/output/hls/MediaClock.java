package io.ringcast.daemon.output.hls;

import io.ringcast.daemon.ring.JoinPoint;
import io.ringcast.daemon.ring.MediaTime;
import java.util.concurrent.TimeUnit;

/** How much is played between two points of a ring: by what is shown there, else by the clock, else by when they came. Stateless. */
final class MediaClock {

    private static final long PTS_MODULUS = 1L << 33;
    private static final long PTS_HERTZ = 90_000;
    private static final long CLOCK_MODULUS = PTS_MODULUS * 300;
    private static final long CLOCK_HERTZ = 27_000_000;

    /** What a clock may say between two points that follow each other; all else is a jump that nobody announced. */
    private static final long MOST_NANOS = TimeUnit.MINUTES.toNanos(10);

    private MediaClock() {}

    /** Nanoseconds from {@code from} to {@code to}. */
    static long nanosBetween(JoinPoint from, JoinPoint to) {
        long shown = nanos(from.time().presentation(), to.time().presentation(), PTS_MODULUS, PTS_HERTZ);
        if (shown > 0) {
            return shown;
        }
        long sent = nanos(from.time().clock(), to.time().clock(), CLOCK_MODULUS, CLOCK_HERTZ);
        return sent > 0 ? sent : Math.max(0, to.nanos() - from.nanos());
    }

    /** The point that lies {@code nanos} behind {@code from}, at {@code offset}, where no decoder can start. */
    static JoinPoint behind(JoinPoint from, long nanos, long offset) {
        MediaTime time = from.time();
        return new JoinPoint(
                offset,
                from.nanos() + nanos,
                from.preamble(),
                new MediaTime(
                        moved(time.clock(), nanos, CLOCK_MODULUS, CLOCK_HERTZ),
                        moved(time.presentation(), nanos, PTS_MODULUS, PTS_HERTZ)),
                false);
    }

    /** 0 when it cannot be told. */
    private static long nanos(long from, long to, long modulus, long hertz) {
        if (from == MediaTime.UNKNOWN || to == MediaTime.UNKNOWN) {
            return 0;
        }
        long ticks = Math.floorMod(to - from, modulus);
        long nanos = (long) (ticks * 1e9 / hertz);
        return nanos <= MOST_NANOS ? nanos : 0;
    }

    private static long moved(long ticks, long nanos, long modulus, long hertz) {
        return ticks == MediaTime.UNKNOWN ? ticks : (ticks + (long) (nanos * (double) hertz / 1e9)) % modulus;
    }
}
