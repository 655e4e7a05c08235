package io.ringcast.daemon.ring;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The newest bytes of one source, for any number of readers on any number of threads.
 *
 * <pre>
 *  offset   0 ........ tail                      join points                     head    written
 *                       │      ◆          ◆          ◆           ◆          ◆     │        │
 *           evicted     ├──────────────────────────────────────────────────────── ┼ ─ ─ ─ ─┤ not published
 *           ──────── ┬──┴─────┬──────────┬──────────┬──────────┬──────────┬───────┴──┬─────┴──
 *  chunks   (dead)   │ 64 KiB │  64 KiB  │  64 KiB  │  64 KiB  │  64 KiB  │  64 KiB  │
 *           ──────── ┴────────┴──────────┴──────────┴──────────┴──────────┴──────────┴────────
 *                       ▲ lapped: below tail    ▲ cursor       ▲ cursor   ▲ HoldBack  ▲ parked at head
 * </pre>
 *
 * <p><b>Invariants.</b> Offsets start at 0 and never jump. {@code tail <= head <= written}; tail and head are unit boundaries. All bytes
 * from tail to head are there and never change. Chunks are full but for the last, so the chunk of an offset is found by arithmetic; a
 * slot may be used again for a later chunk, so a reader compares the base after it has taken a pin.
 *
 * <p><b>Threads.</b> {@link RingWriter} belongs to one thread, the source's event loop. All methods here may be called from any thread:
 * they read {@code head} (volatile), then what it covers.
 *
 * <p><b>Buffers.</b> A chunk holds one reference on its memory until its last pin goes; each slice that a reader is given holds another.
 * So memory goes back to the {@link ChunkPool} when the ring has evicted it <em>and</em> every socket's queue is done with it, and no
 * earlier: what a reader was given is never overwritten.
 */
public final class Ring {

    private final AtomicReferenceArray<@Nullable Chunk> slots;
    private final int mask;
    private final List<Parking> parkings = new CopyOnWriteArrayList<>();
    private final List<HoldBack> holds = new CopyOnWriteArrayList<>();
    private final AtomicBoolean writerWaits = new AtomicBoolean();
    private final AtomicLong changes = new AtomicLong();
    private final Trail<JoinPoint> joins = new Trail<>(512);
    private final PublicationTimes times = new PublicationTimes();

    private volatile Runnable writerWake = () -> {};
    private volatile long tail;
    private volatile long head;
    private volatile int heldChunks;

    /** @param maxBytes the most that will ever be kept in it, bytes */
    Ring(long maxBytes) {
        long chunks = Math.max(4, (maxBytes + ChunkPool.CHUNK_BYTES - 1) / ChunkPool.CHUNK_BYTES + 8);
        if (chunks > 1 << 28) {
            throw new IllegalArgumentException("maxBytes: " + maxBytes + " (expected: <= " + (1L << 44) + ")");
        }
        int size = Integer.highestOneBit((int) chunks * 2 - 1);
        slots = new AtomicReferenceArray<>(size);
        mask = size - 1;
    }

    /**
     * Offset of the oldest byte still held. While the writer finds out whether it may evict, what it is about to evict may be left out
     * for a moment.
     */
    public long tail() {
        return tail;
    }

    /** Offset behind the newest published unit. */
    public long head() {
        return head;
    }

    /** Counts publications and whatever else readers must look at; rises before a parked reader is woken. */
    public long changes() {
        return changes.get();
    }

    /** Bytes of memory in chunks that the ring holds. */
    public long heldBytes() {
        return (long) heldChunks * ChunkPool.CHUNK_BYTES;
    }

    /**
     * Bytes from {@code from} on, as many as lie in one piece and at most {@code length}.
     *
     * @param from an offset below head
     * @param length 1 or more; the caller has made sure that {@code from + length <= head}
     * @return a retained slice, or null when {@code from} has been lapped
     */
    public @Nullable ByteBuf retainedSlice(long from, long length) {
        Chunk chunk = pinned(from);
        if (chunk == null) {
            return null;
        }
        try {
            return chunk.retainedSlice(from, (int) Math.min(length, chunk.base + ChunkPool.CHUNK_BYTES - from));
        } finally {
            chunk.unpin();
        }
    }

    /**
     * Copies bytes out.
     *
     * @return false when {@code from} has been lapped; then {@code to} is undefined
     */
    public boolean read(long from, byte[] to) {
        int done = 0;
        while (done < to.length) {
            Chunk chunk = pinned(from + done);
            if (chunk == null) {
                return false;
            }
            try {
                int n = (int) Math.min(to.length - done, chunk.base + ChunkPool.CHUNK_BYTES - from - done);
                chunk.read(from + done, to, done, n);
                done += n;
            } finally {
                chunk.unpin();
            }
        }
        return true;
    }

    /**
     * The last end of a unit at or before {@code offset} that is known, of units that differ in size; {@code low} when none is known behind
     * that. Only some ends are known, one in a few KiB.
     */
    public long unitEndAtOrBefore(long offset, long low) {
        for (long at = offset; at > low; at = base(at) - 1) {
            Chunk chunk = slots.getAcquire(slot(at));
            if (chunk == null || chunk.base != base(at)) {
                return low;
            }
            long end = chunk.markAtOrBefore(offset);
            if (end >= 0) {
                return Math.max(low, end);
            }
        }
        return low;
    }

    /** The first end of a unit behind {@code offset} that is known and at most {@code high}; {@code high} when none is. */
    public long unitEndBehind(long offset, long high) {
        for (long at = offset; at < high; at = base(at) + ChunkPool.CHUNK_BYTES) {
            Chunk chunk = slots.getAcquire(slot(at));
            if (chunk == null || chunk.base != base(at)) {
                return high;
            }
            long end = chunk.markBehind(offset);
            if (end >= 0) {
                return Math.min(high, end);
            }
        }
        return high;
    }

    /** The newest join point that lies at or before {@code offset} and has not been lapped, null when there is none. */
    public @Nullable JoinPoint joinPointAtOrBefore(long offset) {
        JoinPoint found = joins.floor(JoinPoint::offset, Math.min(offset, head));
        return found != null && found.offset() >= tail ? found : null;
    }

    /** The oldest join point at or behind {@code offset}, null when there is none. */
    public @Nullable JoinPoint joinPointAtOrAfter(long offset) {
        JoinPoint found = joins.ceiling(JoinPoint::offset, Math.max(offset, tail));
        return found != null && found.offset() <= head ? found : null;
    }

    /**
     * The newest published offset that is at least as old as {@code nanos}, to a tenth of a second for the last hundred seconds and to
     * ten seconds before; the tail when all is younger. A unit boundary.
     */
    public long offsetAtOrBefore(long nanos) {
        long newest = head;
        return Math.max(tail, times.offsetAtOrBefore(nanos, newest));
    }

    /**
     * When the byte at {@code offset} was published, to a tenth of a second for the last hundred seconds and to ten seconds before.
     *
     * @param now returned for an offset at or behind head
     */
    public long publishedNanos(long offset, long now) {
        return offset >= head ? now : times.nanosOf(offset);
    }

    /** A way to sleep until something is published. {@code wake} runs on {@code loop}. Undone by {@link #remove(Parking)}. */
    public Parking parking(Executor loop, Runnable wake) {
        Parking parking = new Parking(this, loop, wake);
        parkings.add(parking);
        return parking;
    }

    /** It will not be woken any more. */
    public void remove(Parking parking) {
        parkings.remove(parking);
    }

    /** A way to keep the writer from evicting. Undone by {@link #remove(HoldBack)}. */
    public HoldBack holdBack() {
        HoldBack hold = new HoldBack(this);
        holds.add(hold);
        return hold;
    }

    /** It holds nothing any more. */
    public void remove(HoldBack hold) {
        holds.remove(hold);
        hold.hold(HoldBack.NOTHING);
    }

    /** Makes every parked reader look again, though nothing was published. Any thread may call; the state it announces comes first. */
    public void announce() {
        changes.incrementAndGet();
        for (Parking parking : parkings) {
            parking.wake();
        }
    }

    /** Whether the writer waits for those who hold it back. */
    public boolean isHeldBack() {
        return writerWaits.get();
    }

    void put(Chunk chunk) {
        slots.setRelease(slot(chunk.base), chunk);
    }

    void drop(Chunk chunk) {
        slots.compareAndSet(slot(chunk.base), chunk, null);
    }

    Chunk held(long offset) {
        Chunk chunk = slots.getAcquire(slot(offset));
        if (chunk == null || chunk.base != base(offset)) {
            throw new IllegalStateException(
                    "offset " + offset + " is not in the ring (tail " + tail + ", head " + head + ")");
        }
        return chunk;
    }

    void publish(long newHead, long nanos) {
        times.add(newHead, nanos);
        head = newHead;
        announce();
    }

    void moveTail(long to) {
        tail = to;
    }

    /**
     * Moves the tail up unless somebody holds back what lies behind {@code to}.
     *
     * <pre>
     *   listener                               writer
     *   hold = offset          (volatile)      tail = to              (volatile)
     *   tail &lt;= offset?  yes: it is held        any hold &lt; to?  yes: tail back, nothing is evicted
     * </pre>
     *
     * <p>Both sides store before they load, so it never happens that the listener believes that it holds what is evicted.
     */
    boolean moveTailUnlessHeld(long to) {
        if (lowestHold() < to) {
            return false;
        }
        long before = tail;
        tail = to;
        if (lowestHold() < to) {
            tail = before;
            return false;
        }
        return true;
    }

    void heldChunks(int n) {
        heldChunks = n;
    }

    void addJoin(JoinPoint join) {
        joins.add(join);
    }

    /** In place of the newest one, at the same offset. */
    void replaceJoin(JoinPoint join) {
        joins.replaceNewest(join);
    }

    @Nullable
    JoinPoint newestJoin() {
        return joins.newest();
    }

    /** The lowest offset that somebody holds back, {@link HoldBack#NOTHING} when nobody does. */
    long lowestHold() {
        long lowest = HoldBack.NOTHING;
        for (HoldBack hold : holds) {
            lowest = Math.min(lowest, hold.lowest());
        }
        return lowest;
    }

    void writerWaits(Runnable wake) {
        writerWake = wake;
        writerWaits.set(true);
    }

    void onHoldMoved() {
        if (writerWaits.get() && writerWaits.compareAndSet(true, false)) {
            writerWake.run();
        }
    }

    /** The chunk of {@code offset} with a pin for the caller, or null when it has been evicted. */
    private @Nullable Chunk pinned(long offset) {
        Chunk chunk = slots.getAcquire(slot(offset));
        if (chunk == null || chunk.base != base(offset) || offset < chunk.start || !chunk.pin()) {
            return null;
        }
        return chunk;
    }

    private int slot(long offset) {
        return (int) (offset / ChunkPool.CHUNK_BYTES) & mask;
    }

    private static long base(long offset) {
        return offset & -ChunkPool.CHUNK_BYTES;
    }
}
