package io.ringcast.client.bench;

import io.ringcast.protocol.counter.LatencyHistogram;
import java.util.ArrayList;
import java.util.List;

/** What the listeners of a loop got while the test was measured, in slots of equal length. Belongs to that loop. */
final class Timeline {

    /**
     * One slot.
     *
     * @param bytes what came to healthy listeners
     * @param latencies of what came to them
     */
    record Slot(long bytes, LatencyHistogram latencies) {}

    private static final int SLOTS = 100;
    private static final long MIN_SLOT_NANOS = 250_000_000;

    private final long slotNanos;
    private final List<Slot> slots = new ArrayList<>();
    private final LatencyHistogram latencies = new LatencyHistogram();
    private long slotEndNanos;
    private long bytes;
    private boolean open;

    Timeline(long durationNanos) {
        this.slotNanos = slotNanos(durationNanos);
    }

    /** How long slots are in a test that is measured for so long. */
    static long slotNanos(long durationNanos) {
        return Math.max(MIN_SLOT_NANOS, durationNanos / SLOTS);
    }

    /** Takes the latencies of the slot that is now. */
    LatencyHistogram latencies() {
        return latencies;
    }

    void open(long nowNanos) {
        latencies.reset();
        bytes = 0;
        slotEndNanos = nowNanos + slotNanos;
        open = true;
    }

    /** Comes before the bytes and latencies of this moment. */
    void advance(long nowNanos) {
        while (open && nowNanos >= slotEndNanos) {
            endSlot();
        }
    }

    void onBytes(int length) {
        bytes += length;
    }

    void close(long nowNanos) {
        advance(nowNanos);
        endSlot();
        open = false;
    }

    List<Slot> slots() {
        return slots;
    }

    private void endSlot() {
        LatencyHistogram copy = new LatencyHistogram();
        copy.add(latencies);
        slots.add(new Slot(bytes, copy));
        latencies.reset();
        bytes = 0;
        slotEndNanos += slotNanos;
    }
}
