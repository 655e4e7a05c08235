package io.ringcast.daemon.ring;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The last so many things of a ring in the order of their offsets, written by one thread and searched by any: a bounded array that is
 * published by a count. A reader that is overtaken while it searches finds newer entries, never torn ones.
 */
final class Trail<T> {

    private final AtomicReferenceArray<@Nullable T> slots;
    private final int mask;
    private volatile long count;

    /** @param atLeast entries kept, rounded up to a power of two */
    Trail(int atLeast) {
        int size = Integer.highestOneBit(Math.max(2, atLeast) * 2 - 1);
        slots = new AtomicReferenceArray<>(size);
        mask = size - 1;
    }

    /** Adds the newest entry. Writer only. */
    void add(T entry) {
        long at = count;
        slots.setRelease((int) (at & mask), entry);
        count = at + 1;
    }

    /** Puts {@code entry}, of the same key, in the place of the newest one, of which there must be one. Writer only. */
    void replaceNewest(T entry) {
        slots.setRelease((int) ((count - 1) & mask), entry);
    }

    /** The newest entry, null when there is none. */
    @Nullable
    T newest() {
        long n = count;
        return n == 0 ? null : slots.getAcquire((int) ((n - 1) & mask));
    }

    /** The newest entry whose {@code key} is at most {@code limit}; keys must not fall from entry to entry. Null when there is none. */
    @Nullable
    T floor(ToLongFunction<T> key, long limit) {
        long high = count;
        // One slot less than there are: the oldest may be overwritten while we look.
        long low = Math.max(0, high - mask);
        T best = null;
        while (low < high) {
            long middle = (low + high) >>> 1;
            T entry = slots.getAcquire((int) (middle & mask));
            if (entry != null && key.applyAsLong(entry) <= limit) {
                best = entry;
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return best;
    }

    /** The oldest entry whose {@code key} is at least {@code limit}, null when there is none. */
    @Nullable
    T ceiling(ToLongFunction<T> key, long limit) {
        long high = count;
        long low = Math.max(0, high - mask);
        T best = null;
        while (low < high) {
            long middle = (low + high) >>> 1;
            T entry = slots.getAcquire((int) (middle & mask));
            if (entry != null && key.applyAsLong(entry) >= limit) {
                best = entry;
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return best;
    }
}
