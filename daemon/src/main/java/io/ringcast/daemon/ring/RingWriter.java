package io.ringcast.daemon.ring;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a {@link Ring}: copies units in once, publishes them, and evicts from the tail what the limit, the memory or the age
 * asks for. All methods are called on one thread, the source's event loop.
 */
public final class RingWriter implements AutoCloseable {

    /** At most one join point is kept per this. */
    static final long JOIN_NANOS = 250_000_000L;

    /** What may come after {@link #hasRoom()} was asked, so that nothing is evicted that a waiting listener needs. */
    private static final int SLACK_CHUNKS = 4;

    /** So much of a unit that is not whole yet is kept from readers; what is larger is shown as it comes. */
    private static final long MAX_HIDDEN_BYTES = 4L * 1024 * 1024;

    private static final int FLOOR_CHUNKS = (int) (ChunkPool.RING_FLOOR_BYTES / ChunkPool.CHUNK_BYTES);

    private final Ring ring;
    private final ChunkPool pool;
    private final RingLimit limit;
    private final LongSupplier clock;
    private final int maxChunks;
    private final ArrayDeque<Chunk> chunks = new ArrayDeque<>();

    /** Chunks above the floor that the pool was told of; none while a waiting listener keeps them from going. */
    private int spare;

    private @Nullable Chunk current;
    private long written;

    /** Offset behind the last unit that is whole; less than {@link #written} while a unit comes in parts. */
    private long whole;

    private boolean closed;

    /**
     * @param clock nanoseconds that never fall, the same for all who ask the ring about times
     */
    public RingWriter(ChunkPool pool, RingLimit limit, LongSupplier clock) {
        this.pool = pool;
        this.limit = limit;
        this.clock = clock;
        this.ring = new Ring(limit.bytes());
        // One more than asked for: the tail has to be a whole chunk behind when a new one is begun.
        this.maxChunks = (int) ((limit.bytes() + ChunkPool.CHUNK_BYTES - 1) / ChunkPool.CHUNK_BYTES) + 1;
    }

    /** What readers read. */
    public Ring ring() {
        return ring;
    }

    /** Offset behind the last byte appended, published or not; a unit boundary. */
    public long written() {
        return written;
    }

    /**
     * Appends whole units; nobody sees them before {@link #publish()}, unless they do not fit the ring at once.
     *
     * @param units borrowed; read to its end
     * @param unitSize bytes in each, at most what the ring may keep; the readable bytes are a multiple of it
     * @throws OutOfMemoryError when the JVM has no memory left; then the ring ends behind the last unit that was published
     */
    public void append(ByteBuf units, int unitSize) {
        if (closed) {
            throw new IllegalStateException("ring is closed");
        }
        if (unitSize < 1 || unitSize > maxUnitBytes()) {
            throw new IllegalArgumentException(
                    "unitSize: " + unitSize + " (expected: 1 to " + maxUnitBytes() + ", what the ring may keep)");
        }
        if (units.readableBytes() % unitSize != 0) {
            throw new IllegalArgumentException(
                    "readable bytes: " + units.readableBytes() + " (expected: a multiple of " + unitSize + ")");
        }
        copy(units, unitSize);
        whole = written;
    }

    /**
     * Appends bytes of units that differ in size.
     *
     * @param bytes borrowed; read to its end
     * @param ends whether a unit ends with them; if not, they are shown when it does, unless it is very large
     */
    public void append(ByteBuf bytes, boolean ends) {
        if (closed) {
            throw new IllegalStateException("ring is closed");
        }
        copy(bytes, 1);
        if (ends && current != null) {
            whole = written;
            current.mark(written);
        }
    }

    /** Forgets what came of a unit that will never be whole, as far as nobody has seen it. */
    public void breakOff() {
        if (whole < written) {
            takeBack(Math.max(whole, ring.head()));
        }
    }

    /**
     * Says that a decoder can start at {@link #written()}, the next unit to be appended. Kept if it is the first one in
     * {@link #JOIN_NANOS}, or in place of the one that was said of the same unit.
     *
     * @param preamble bytes that go before it; not copied
     * @param time where it is on the media clock
     */
    public void joinPoint(byte[] preamble, MediaTime time) {
        JoinPoint newest = ring.newestJoin();
        if (newest == null || newest.offset() == written || clock.getAsLong() - newest.nanos() >= JOIN_NANOS) {
            keep(preamble, time, false);
        }
    }

    /** The same without a media clock. */
    public void joinPoint(byte[] preamble) {
        joinPoint(preamble, MediaTime.NONE);
    }

    /** The same, kept however soon it comes: for one that those before it do not stand for. */
    public void keepJoinPoint(byte[] preamble, MediaTime time) {
        keep(preamble, time, true);
    }

    /** Shows readers all that was appended, and wakes those that sleep. */
    public void publish() {
        publish(written - whole > MAX_HIDDEN_BYTES ? written : Math.max(whole, ring.head()), clock.getAsLong());
    }

    /** Whether about a quarter MiB more can be appended without evicting what a waiting listener has not read. */
    public boolean hasRoom() {
        long lowest = ring.lowestHold();
        return lowest == HoldBack.NOTHING || roomAbove(lowest);
    }

    /**
     * Runs {@code wake} once as soon as {@link #hasRoom()} may have become true, on the thread that made the room or at once on this
     * one; it has to cross over and ask again.
     */
    public void whenRoom(Runnable wake) {
        ring.writerWaits(wake);
        if (hasRoom()) {
            ring.onHoldMoved();
        }
    }

    /** Shortens the ring, at most to its floor, while memory is short: for a source that does not write, or writes little. */
    public void relieve() {
        boolean free = true;
        while (free && pool.pressed() && chunks.size() > FLOOR_CHUNKS) {
            free = evictOldest(false);
        }
        tellSpare(free);
    }

    /** Offset behind the last unit that is whole and shown. */
    public long shown() {
        return Math.min(whole, ring.head());
    }

    /**
     * Evicts what lies before {@code to}, in the middle of a run, but the chunk that is being written. What is appended next follows as if
     * nothing had happened; readers before {@code to} are lapped, also those that hold back.
     *
     * @param to what {@link #shown()} was once
     * @return bytes that nobody can come to any more
     */
    public long forget(long to) {
        long before = ring.tail();
        if (to <= before) {
            return 0;
        }
        if (to > shown()) {
            throw new IllegalArgumentException("to: " + to + " (expected: at most " + shown() + ", what is shown)");
        }
        ring.moveTail(to);
        for (Chunk oldest = chunks.peekFirst();
                oldest != null && oldest != current && oldest.base + ChunkPool.CHUNK_BYTES <= to;
                oldest = chunks.peekFirst()) {
            chunks.removeFirst();
            ring.drop(oldest);
            pool.evict(oldest);
        }
        ring.heldChunks(chunks.size());
        tellSpare(true);
        return to - before;
    }

    /** Evicts everything. Offsets run on. */
    public void clear() {
        breakOff();
        publish();
        ring.moveTail(written);
        for (Chunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
            ring.drop(chunk);
            pool.evict(chunk);
        }
        current = null;
        ring.heldChunks(0);
        tellSpare(true);
    }

    /** Evicts everything and takes no more. Idempotent. */
    @Override
    public void close() {
        if (!closed) {
            clear();
            closed = true;
        }
    }

    private boolean roomAbove(long lowest) {
        // While memory is short nobody may hold back more than the floor: a ring that is held cannot shorten.
        int most = pool.pressed() ? Math.min(maxChunks, FLOOR_CHUNKS) : maxChunks;
        return written - lowest <= Math.max(0, most - SLACK_CHUNKS) * (long) ChunkPool.CHUNK_BYTES;
    }

    private void keep(byte[] preamble, MediaTime time, boolean begins) {
        JoinPoint newest = ring.newestJoin();
        boolean again = newest != null && newest.offset() == written;
        JoinPoint join = new JoinPoint(
                written, clock.getAsLong(), preamble, time, begins || (again && newest != null && newest.begins()));
        if (again) {
            ring.replaceJoin(join);
        } else {
            ring.addJoin(join);
        }
    }

    private void publish(long newHead, long now) {
        if (newHead != ring.head()) {
            ring.publish(newHead, now);
        }
    }

    private long maxUnitBytes() {
        return (maxChunks - 1L) * ChunkPool.CHUNK_BYTES;
    }

    private void copy(ByteBuf units, int unitSize) {
        long start = written;
        boolean done = false;
        try {
            while (units.isReadable()) {
                Chunk chunk = current;
                if (chunk == null || written == chunk.base + ChunkPool.CHUNK_BYTES) {
                    chunk = open(start, unitSize);
                }
                int n = (int) Math.min(units.readableBytes(), chunk.base + ChunkPool.CHUNK_BYTES - written);
                chunk.write(written, units, n);
                written += n;
            }
            done = true;
        } finally {
            if (!done) {
                takeBack(Math.max(Math.min(start, whole), ring.head()));
            }
        }
    }

    /** Forgets what was appended behind {@code to}, a unit boundary that is not below head. */
    private void takeBack(long to) {
        for (Chunk last = chunks.peekLast(); last != null && last.base >= to; last = chunks.peekLast()) {
            chunks.removeLast();
            ring.drop(last);
            pool.evict(last);
        }
        ring.heldChunks(chunks.size());
        current = chunks.peekLast();
        written = to;
        whole = to;
        tellSpare(true);
    }

    /** Begins the chunk of {@link #written} in the middle of a run of units that began at {@code start}. */
    private Chunk open(long start, int unitSize) {
        long now = clock.getAsLong();
        if (current != null) {
            current.closedNanos = now;
        }
        boolean free = shorten(now, start, unitSize);
        tellSpare(free);
        if (pool.full() && spare == 0) {
            pool.askForOne();
        }
        Chunk chunk = pool.take(written);
        chunk.firstUnit = start + (written - start + unitSize - 1) / unitSize * unitSize;
        chunks.add(chunk);
        ring.put(chunk);
        ring.heldChunks(chunks.size());
        current = chunk;
        return chunk;
    }

    /** Returns false when somebody holds back what should have gone. */
    private boolean shorten(long now, long start, int unitSize) {
        // While memory is short each chunk that is begun costs two, until the floor.
        int most = pool.pressed() ? Math.min(maxChunks, Math.max(FLOOR_CHUNKS, chunks.size() - 1)) : maxChunks;
        while (chunks.size() > 1) {
            Chunk oldest = chunks.getFirst();
            boolean over = chunks.size() >= most;
            boolean aged = limit.nanos() != Long.MAX_VALUE && now - oldest.closedNanos > limit.nanos();
            if (!over && !aged) {
                return true;
            }
            if (tailWithoutOldest() > ring.head()) {
                // More than the ring holds was appended at once: show what is whole, so that the tail does not overtake
                // the head.
                publish(start + (written - start) / unitSize * unitSize, now);
            }
            boolean forced = chunks.size() >= maxChunks + SLACK_CHUNKS;
            if (!evictOldest(forced)) {
                return false;
            }
        }
        return true;
    }

    private void tellSpare(boolean free) {
        int now = free ? Math.max(0, chunks.size() - FLOOR_CHUNKS) : 0;
        if (now != spare) {
            pool.spareChanged(now - spare);
            spare = now;
        }
    }

    /**
     * @param forced whether a waiting listener may lose what it has not read
     * @return false when somebody holds the oldest chunk back, or nothing would be left
     */
    private boolean evictOldest(boolean forced) {
        long newTail = tailWithoutOldest();
        if (chunks.size() < 2 || newTail > ring.head()) {
            return false;
        }
        if (forced) {
            ring.moveTail(newTail);
        } else if (!ring.moveTailUnlessHeld(newTail)) {
            return false;
        }
        Chunk oldest = chunks.removeFirst();
        ring.drop(oldest);
        pool.evict(oldest);
        ring.heldChunks(chunks.size());
        return true;
    }

    /** The first unit boundary behind the oldest chunk. */
    private long tailWithoutOldest() {
        Chunk oldest = chunks.getFirst();
        long end = oldest.base + ChunkPool.CHUNK_BYTES;
        return chunks.size() < 2 ? end : ring.held(end).firstUnit;
    }
}
