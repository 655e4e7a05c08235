package io.ringcast.daemon.source;

import io.ringcast.daemon.config.PrefetchSpec;
import io.ringcast.daemon.stream.Run;
import java.util.OptionalLong;

/**
 * Keeps the beginning of an item from listeners until enough of it has been written. Only what nobody has heard anything before is kept
 * back: an item that follows another goes on without a pause.
 *
 * <p>What is kept back lies in the ring, unpublished; at half of what the ring may keep it is shown whatever was asked for. A time is
 * measured by the schedule; where that has no clock nothing is kept back. Belongs to the source's event loop.
 */
final class Prefetch {

    private final PrefetchSpec wanted;
    private final long mostBytes;

    private boolean holding;
    private long bytes;
    private long enoughBytes;
    private long enoughNanos;

    /** @param mostBytes what may be kept back, whatever is wanted */
    Prefetch(PrefetchSpec wanted, long mostBytes) {
        this.wanted = wanted;
        this.mostBytes = mostBytes;
    }

    /**
     * A run begins.
     *
     * @param first whether nobody has heard anything before it
     * @param schedule by which it will be released
     */
    void begin(Run run, boolean first, Schedule schedule) {
        holding = first && run.item();
        bytes = 0;
        enoughBytes = mostBytes;
        enoughNanos = Long.MAX_VALUE;
        if (wanted instanceof PrefetchSpec.Time time) {
            enoughNanos = schedule.positionNanos() + time.time().toNanos();
            holding &= !time.time().isZero() && schedule.hasClock();
        } else if (wanted instanceof PrefetchSpec.Size size) {
            enoughBytes = Math.min(mostBytes, size.bytes());
        } else {
            OptionalLong share = ((PrefetchSpec.Share) wanted).of(run.length());
            holding &= share.isPresent();
            enoughBytes = Math.min(mostBytes, share.orElse(0));
        }
        holding &= enoughBytes > 0;
    }

    /** Whether what is written is kept from listeners for now. */
    boolean holds() {
        return holding;
    }

    /** So many bytes more were written; the next unit lies where {@code schedule} stands. */
    void onWritten(int more, Schedule schedule) {
        bytes += more;
        if (bytes >= enoughBytes || schedule.positionNanos() >= enoughNanos) {
            holding = false;
        }
    }

    /** No more of it will come. */
    void over() {
        holding = false;
    }
}
