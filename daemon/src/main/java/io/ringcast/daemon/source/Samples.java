package io.ringcast.daemon.source;

import java.util.OptionalDouble;

/** What a counter said at each of the last moments, so that its growth within a while can be told. No thread of its own. */
final class Samples {

    private final long[] nanos;
    private final long[] values;
    private int count;

    /** @param capacity the most moments that are remembered, at least 2 */
    Samples(int capacity) {
        this.nanos = new long[capacity];
        this.values = new long[capacity];
    }

    /** The counter says {@code value} at {@code now}; neither ever falls. */
    void add(long now, long value) {
        int slot = count++ % nanos.length;
        nanos[slot] = now;
        values[slot] = value;
    }

    /** Nothing is remembered. */
    void clear() {
        count = 0;
    }

    /** By how much it has grown within {@code window} up to the newest moment, or in all if that is less. */
    long growth(long window) {
        return count == 0 ? 0 : values[newest()] - values[back(window)];
    }

    /** How fast it has grown within {@code window}, per second; empty while less than that is known. */
    OptionalDouble perSecond(long window) {
        if (count == 0) {
            return OptionalDouble.empty();
        }
        int from = back(window);
        long elapsed = nanos[newest()] - nanos[from];
        return elapsed < window
                ? OptionalDouble.empty()
                : OptionalDouble.of((values[newest()] - values[from]) * 1e9 / elapsed);
    }

    /** The newest moment that is {@code window} before the last one, or the oldest of all. */
    private int back(long window) {
        long until = nanos[newest()] - window;
        int oldest = Math.max(0, count - nanos.length);
        int at = count - 1;
        while (at > oldest && nanos[at % nanos.length] - until > 0) {
            at--;
        }
        return at % nanos.length;
    }

    private int newest() {
        return (count - 1) % nanos.length;
    }
}
