package io.ringcast.daemon.ring;

import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * When the bytes of a ring were published: to a tenth of a second for the last hundred seconds, to ten seconds for the last hours.
 *
 * <pre>
 *   publications  |||  || |        |||||        |
 *   marks            ▲    ▲            ▲             one per interval: where it ended, and when
 *                                               ▲    the newest, by its time alone: it ends at head
 * </pre>
 *
 * <p>Written by the ring's writer, read by any thread.
 */
final class PublicationTimes {

    private static final int MARKS = 1024;
    private static final long FINE_NANOS = 100_000_000L;
    private static final long COARSE_NANOS = 10_000_000_000L;

    private final Trail<Mark> fine = new Trail<>(MARKS);
    private final Trail<Mark> coarse = new Trail<>(MARKS);

    /** Of the last publication; stored before the head that it is about. */
    private volatile long newestNanos;

    /** Where the last publication ended, 0 before the first. Writer only. */
    private long newestOffset;

    /** When the first publication since the newest mark was. Writer only. */
    private long sinceNanos;

    /** Bytes up to {@code offset} were published, the last of them at {@code nanos}. */
    private record Mark(long offset, long nanos) {}

    /** Everything up to {@code head} is about to be published. Writer only. */
    void add(long head, long nanos) {
        if (newestOffset == 0) {
            sinceNanos = nanos;
        } else if (nanos - sinceNanos >= FINE_NANOS) {
            Mark mark = new Mark(newestOffset, newestNanos);
            fine.add(mark);
            Mark last = coarse.newest();
            if (last == null || mark.nanos() - last.nanos() >= COARSE_NANOS) {
                coarse.add(mark);
            }
            sinceNanos = nanos;
        }
        newestOffset = head;
        newestNanos = nanos;
    }

    /**
     * The newest offset known to be published at {@code nanos} or before, -1 when none is known.
     *
     * @param head the head, read before this call
     */
    long offsetAtOrBefore(long nanos, long head) {
        if (newestNanos <= nanos) {
            return head;
        }
        return Math.max(
                offset(fine.floor(Mark::nanos, nanos), -1), //
                offset(coarse.floor(Mark::nanos, nanos), -1));
    }

    /** When the byte at {@code offset}, below the head, was published. */
    long nanosOf(long offset) {
        ToLongFunction<Mark> key = Mark::offset;
        Mark best = fine.ceiling(key, offset + 1);
        Mark far = coarse.ceiling(key, offset + 1);
        if (offset(far, Long.MAX_VALUE) < offset(best, Long.MAX_VALUE)) {
            best = far;
        }
        return best == null ? newestNanos : best.nanos();
    }

    private static long offset(@Nullable Mark mark, long otherwise) {
        return mark == null ? otherwise : mark.offset();
    }
}
