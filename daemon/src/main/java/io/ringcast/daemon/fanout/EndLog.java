package io.ringcast.daemon.fanout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/** The last so many end records. Thread-safe and without locks. */
public final class EndLog {

    private final AtomicReferenceArray<@Nullable ListenerEnd> slots;
    private final AtomicLong count = new AtomicLong();

    /** @param capacity records kept, 1 or more */
    public EndLog(int capacity) {
        slots = new AtomicReferenceArray<>(capacity);
    }

    /** Keeps a record, in place of the oldest one when full. */
    public void add(ListenerEnd end) {
        slots.set((int) (count.getAndIncrement() % slots.length()), end);
    }

    /** The newest {@code most} records, newest first. */
    public List<ListenerEnd> newest(int most) {
        long end = count.get();
        List<ListenerEnd> found = new ArrayList<>();
        for (long at = end - 1; at >= Math.max(0, end - slots.length()) && found.size() < most; at--) {
            ListenerEnd record = slots.get((int) (at % slots.length()));
            if (record != null) {
                found.add(record);
            }
        }
        return found;
    }
}
