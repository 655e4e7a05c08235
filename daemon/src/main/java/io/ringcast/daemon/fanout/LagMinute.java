package io.ringcast.daemon.fanout;

/**
 * The lag of a listener in its last minute: {@value #SLOTS} slots of 3.75 s, each with the largest lag that was seen in it. Fixed memory,
 * and adding makes no garbage. Belongs to one event loop.
 */
final class LagMinute {

    static final int SLOTS = 16;

    static final long SLOT_NANOS = 60_000_000_000L / SLOTS;

    private static final long NANOS_PER_MILLI = 1_000_000;

    private final int[] millis = new int[SLOTS];
    private final long began;
    /** Slot of the last sample, counted from the beginning; -1 before the first. */
    private long newest = -1;

    LagMinute(long nowNanos) {
        began = nowNanos;
    }

    void add(long nowNanos, long lagNanos) {
        int lag = (int) Math.min(Integer.MAX_VALUE, Math.max(0, lagNanos) / NANOS_PER_MILLI);
        long slot = Math.max(newest, Math.max(0, nowNanos - began) / SLOT_NANOS);
        if (slot == newest) {
            millis[at(slot)] = Math.max(lag, millis[at(slot)]);
            return;
        }
        // Nobody looked in the slots between: they had no less than what is seen now.
        for (long empty = Math.max(newest + 1, slot - SLOTS + 1); empty <= slot; empty++) {
            millis[at(empty)] = lag;
        }
        newest = slot;
    }

    /** Milliseconds of each slot, oldest first; fewer than {@value #SLOTS} in the first minute. A copy. */
    int[] millis() {
        int[] copy = new int[(int) Math.min(SLOTS, newest + 1)];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = millis[at(newest - copy.length + 1 + i)];
        }
        return copy;
    }

    private static int at(long slot) {
        return (int) (slot % SLOTS);
    }
}
