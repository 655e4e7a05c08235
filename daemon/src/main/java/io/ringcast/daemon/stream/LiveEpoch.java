package io.ringcast.daemon.stream;

import io.ringcast.protocol.live.Epoch;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An epoch of a stream, what came before it without a break, and where it ended. Written on the source's loop, read by all.
 *
 * <pre>
 *   ring     ──┬──────────────────────────┬───────────────────────────────┬──
 *   epochs     │ adopted from the origin  │ own: from elsewhere, changed  │
 *              since                      start of the own one            end of both: the source's last byte
 *                                         changed of the adopted one
 * </pre>
 *
 * <p>Listeners go from one to the next and notice nothing; only who counts offsets ends where his epoch does. An own epoch goes on until the
 * source has ended, whatever its inputs do.
 */
public final class LiveEpoch {

    /** The end of an epoch that goes on. */
    public static final long OPEN = Long.MAX_VALUE;

    private final Epoch epoch;
    private final long start;
    private final long from;
    private final boolean adopted;
    private final @Nullable LiveEpoch before;
    private volatile long end = OPEN;
    private volatile @Nullable LiveEpoch next;
    private volatile @Nullable LiveEpoch successor;

    /** @param before what it follows without a break, null when it is the first since the source's beginning or end */
    LiveEpoch(Epoch epoch, long start, boolean adopted, @Nullable LiveEpoch before) {
        this(epoch, start, start, adopted, before);
    }

    private LiveEpoch(Epoch epoch, long start, long from, boolean adopted, @Nullable LiveEpoch before) {
        this.epoch = epoch;
        this.start = start;
        this.from = from;
        this.adopted = adopted;
        // One without a byte is nobody's past.
        this.before = before != null && before.from == from ? before.before : before;
    }

    /** What lies before the first epoch of a source: it has no byte and has ended, and the first one is its successor. */
    static LiveEpoch beforeAll() {
        LiveEpoch nothing = new LiveEpoch(new Epoch(0, 0), 0, false, null);
        nothing.endAt(0);
        return nothing;
    }

    /** The same epoch from {@code offset} on, at which those who count offsets are to come again because their bytes take another way. */
    LiveEpoch again(long offset) {
        return new LiveEpoch(epoch, start, offset, adopted, before);
    }

    /** Its identity. */
    public Epoch epoch() {
        return epoch;
    }

    /** Ring offset of its first byte here. */
    public long start() {
        return start;
    }

    /** Ring offset from which on listeners hear up to here without a break. */
    public long since() {
        LiveEpoch earlier = before;
        return earlier == null ? start : earlier.since();
    }

    /** Whether it is the origin's, whose bytes and offsets it passes on. */
    public boolean isAdopted() {
        return adopted;
    }

    /** Ring offset behind the source's last byte, in this epoch or one that followed it; {@link #OPEN} while it goes on. */
    public long end() {
        return newest().end;
    }

    /** Ring offset at which another epoch, or this one by another way, took over; {@link #OPEN} if none did. */
    public long changedAt() {
        LiveEpoch later = next;
        return later == null ? OPEN : later.from;
    }

    /** Ring offset behind its own last byte. */
    public long ownEnd() {
        return Math.min(end(), changedAt());
    }

    /** What the source began anew with, behind the end; empty while it has not. Who goes from one to the next misses none, however short. */
    public Optional<LiveEpoch> successor() {
        return Optional.ofNullable(newest().successor).map(LiveEpoch::newest);
    }

    /** The last of those that follow without a break, of which there may be very many in a year: a loop, no recursion. */
    private LiveEpoch newest() {
        LiveEpoch last = this;
        for (LiveEpoch later = next; later != null; later = later.next) {
            last = later;
        }
        return last;
    }

    /** The one of this and of those before it that {@code offset} lies in. */
    LiveEpoch at(long offset) {
        LiveEpoch earlier = before;
        return earlier == null || offset >= from ? this : earlier.at(offset);
    }

    void endAt(long offset) {
        end = offset;
    }

    void goesOnAs(LiveEpoch later) {
        next = later;
    }

    void succeededBy(LiveEpoch later) {
        successor = later;
    }
}
