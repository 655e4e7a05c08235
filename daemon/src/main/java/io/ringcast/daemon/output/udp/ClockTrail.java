package io.ringcast.daemon.output.udp;

import io.ringcast.protocol.mpegts.TsClock;
import java.util.Arrays;

/**
 * The program clock of the bytes that are about to be sent: where its references lie, and by interpolation between them when each byte was
 * meant to arrive (ISO/IEC 13818-1, 2.4.2.2).
 *
 * <pre>
 *   offset     o1        o2                 o3          what a stream says
 *   pcr        5.00 s    5.04 s             9.00 s      a jump: the clock of another input, or a loop
 *   timeline   0.00 s    0.04 s             0.10 s      never jumps: goes on as fast as the bytes did before
 * </pre>
 */
final class ClockTrail {

    private static final int MOST = 4096;

    /** By the clock, a step that is no interval between two references but a jump. */
    private static final long JUMP_TICKS = 2 * TsClock.FREQUENCY;

    /** References that are closer than this add nothing. */
    private static final long NEAR_TICKS = TsClock.FREQUENCY / 500;

    private long[] offsets = new long[64];
    private long[] timeline = new long[64];
    private long[] clocks = new long[64];
    private int first;
    private int end;

    /** Nothing is known any more. */
    void clear() {
        first = 0;
        end = 0;
    }

    /** Whether there are two references, so that bytes have a time. */
    boolean ready() {
        return end - first >= 2;
    }

    /** Whether it takes no more before some are forgotten. */
    boolean full() {
        return end - first >= MOST;
    }

    /** Offset of the newest reference; only if there is one. */
    long newestOffset() {
        return offsets[end - 1];
    }

    /** The newest reference on the timeline; only if there is one. */
    long newest() {
        return timeline[end - 1];
    }

    /**
     * There is a reference at {@code offset}, behind all others.
     *
     * @param clock 27 MHz, wrapped as it stands there
     * @param jumps whether it is known not to go on from the last one
     */
    void add(long offset, long clock, boolean jumps) {
        long at = 0;
        if (end > first) {
            long step = TsClock.difference(clock, clocks[end - 1]);
            boolean goesOn = !jumps && step > 0 && step < JUMP_TICKS;
            if (goesOn && step < NEAR_TICKS && ready()) {
                return;
            }
            // Without a second reference nothing is known of the rate: the bytes between count as sent at once.
            at = goesOn ? newest() + step : newest() + (ready() ? average(offset - newestOffset()) : 0);
        }
        room();
        offsets[end] = offset;
        timeline[end] = at;
        clocks[end] = clock;
        end++;
    }

    /** Forgets what is not needed for bytes from {@code offset} on. */
    void forget(long offset) {
        while (end - first > 2 && offsets[first + 1] <= offset) {
            first++;
        }
    }

    /** When the byte at {@code offset} is due on the timeline, ticks. Only if ready. */
    long at(long offset) {
        int next = next(offset);
        if (next == end) {
            return newest() + average(offset - newestOffset());
        }
        if (next == first) {
            return timeline[first] - average(offsets[first] - offset);
        }
        long over = offsets[next] - offsets[next - 1];
        return timeline[next - 1] + (offset - offsets[next - 1]) * (timeline[next] - timeline[next - 1]) / over;
    }

    /** By how much the program clock at {@code offset} differs from the timeline, ticks modulo the clock. Only if ready. */
    long clockOffset(long offset) {
        int before = Math.max(first, next(offset) - 1);
        return TsClock.add(clocks[before], -timeline[before]);
    }

    /** The last offset whose time is not behind {@code ticks}, at least {@code from}. Only if ready. */
    long offsetAt(long ticks, long from) {
        int next = first;
        while (next < end && timeline[next] <= ticks) {
            next++;
        }
        if (next == first || next == end) {
            return from;
        }
        long over = Math.max(1, timeline[next] - timeline[next - 1]);
        long bytes = (offsets[next] - offsets[next - 1]) * (ticks - timeline[next - 1]) / over;
        return Math.max(from, offsets[next - 1] + bytes);
    }

    private int next(long offset) {
        int next = first;
        while (next < end && offsets[next] <= offset) {
            next++;
        }
        return next;
    }

    /** How long {@code bytes} take at the average rate of all that is known. */
    private long average(long bytes) {
        long over = offsets[end - 1] - offsets[first];
        return over == 0 ? 0 : Math.round((double) bytes * (timeline[end - 1] - timeline[first]) / over);
    }

    private void room() {
        if (end < offsets.length) {
            return;
        }
        int count = end - first;
        int size = count > offsets.length / 2 ? offsets.length * 2 : offsets.length;
        offsets = moved(offsets, size);
        timeline = moved(timeline, size);
        clocks = moved(clocks, size);
        first = 0;
        end = count;
    }

    private long[] moved(long[] from, int size) {
        return Arrays.copyOf(Arrays.copyOfRange(from, first, end), size);
    }
}
