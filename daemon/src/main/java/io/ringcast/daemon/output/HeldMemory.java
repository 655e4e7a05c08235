package io.ringcast.daemon.output;

import io.netty.buffer.ByteBuf;
import io.netty.util.collection.LongObjectHashMap;
import io.netty.util.collection.LongObjectMap;
import io.ringcast.daemon.ring.ChunkPool;
import io.ringcast.daemon.ring.Ring;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How much of all rings may be held for those who download bytes with an end: snapshots and segments. A chunk that many of them hold counts
 * once, since it costs once. Thread-safe.
 */
public final class HeldMemory {

    private final long limitChunks;

    /** How many hold each chunk, by its number in its ring. */
    private final Map<Ring, LongObjectMap<int[]>> held = new HashMap<>();

    private long chunks;

    /** @param limitBytes the most that may be held together */
    public HeldMemory(long limitBytes) {
        this.limitChunks = Math.max(1, limitBytes / ChunkPool.CHUNK_BYTES);
    }

    /** Bytes that one span can have at most. */
    public long limitBytes() {
        return limitChunks * ChunkPool.CHUNK_BYTES;
    }

    /** Bytes in chunks that are held now. */
    public synchronized long heldBytes() {
        return chunks * ChunkPool.CHUNK_BYTES;
    }

    /** What came of holding. */
    public sealed interface Answer {

        /** It is held until it is closed. */
        record Held(HeldSpan span) implements Answer {}

        /** Others hold so much that there is no room for it now. */
        record Full() implements Answer {}

        /** The ring does not have it any more. */
        record Gone() implements Answer {}
    }

    /** Holds the bytes from {@code from} to {@code end}, which is not behind the head. */
    public Answer hold(Ring ring, long from, long end) {
        if (!take(ring, from, end)) {
            return new Answer.Full();
        }
        Deque<ByteBuf> pieces = HeldSpan.slices(ring, from, end);
        if (pieces == null) {
            free(ring, from, end);
            return new Answer.Gone();
        }
        return new Answer.Held(new HeldSpan(this, ring, from, end, pieces));
    }

    private synchronized boolean take(Ring ring, long from, long end) {
        LongObjectMap<int[]> ofRing = held.computeIfAbsent(ring, unknown -> new LongObjectHashMap<>());
        long more = 0;
        for (long chunk = first(from); chunk <= last(end); chunk++) {
            more += ofRing.containsKey(chunk) ? 0 : 1;
        }
        if (chunks + more > limitChunks) {
            forgetIfEmpty(ring, ofRing);
            return false;
        }
        chunks += more;
        for (long chunk = first(from); chunk <= last(end); chunk++) {
            int[] count = ofRing.get(chunk);
            if (count == null) {
                ofRing.put(chunk, new int[] {1});
            } else {
                count[0]++;
            }
        }
        return true;
    }

    synchronized void free(Ring ring, long from, long end) {
        LongObjectMap<int[]> ofRing = Optional.ofNullable(held.get(ring)).orElseThrow();
        for (long chunk = first(from); chunk <= last(end); chunk++) {
            int @Nullable [] count = ofRing.get(chunk);
            if (count != null && --count[0] == 0) {
                ofRing.remove(chunk);
                chunks--;
            }
        }
        forgetIfEmpty(ring, ofRing);
    }

    private void forgetIfEmpty(Ring ring, LongObjectMap<int[]> ofRing) {
        if (ofRing.isEmpty()) {
            held.remove(ring);
        }
    }

    private static long first(long from) {
        return from / ChunkPool.CHUNK_BYTES;
    }

    private static long last(long end) {
        return (end - 1) / ChunkPool.CHUNK_BYTES;
    }
}
