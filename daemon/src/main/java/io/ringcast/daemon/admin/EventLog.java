package io.ringcast.daemon.admin;

import io.ringcast.protocol.api.EventView;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The last so many events, read by number: whoever follows them has a place in it and nothing that queues for him, and is lapped when he
 * is too slow. Thread-safe and without locks; event loops write it.
 */
final class EventLog {

    private final String run;
    private final AtomicReferenceArray<@Nullable Entry> slots;
    private final AtomicLong count = new AtomicLong();
    private final List<Runnable> followers = new CopyOnWriteArrayList<>();

    /** An event and its number, from 0. */
    record Entry(long number, EventView event) {}

    /** Makes an event of its id. */
    @FunctionalInterface
    interface Draft {
        EventView named(String id);
    }

    /**
     * @param run tells the events of this daemon from those of the one before: letters and digits
     * @param capacity events kept
     */
    EventLog(String run, int capacity) {
        this.run = run;
        this.slots = new AtomicReferenceArray<>(capacity);
    }

    /** Keeps an event, in place of the oldest one when full, and wakes those who follow. */
    void add(Draft draft) {
        long number = count.getAndIncrement();
        slots.set(slot(number), new Entry(number, draft.named(id(number))));
        followers.forEach(Runnable::run);
    }

    /** The event of that number; null when it is still to come, a later one when it is gone. */
    @Nullable
    Entry at(long number) {
        Entry entry = slots.get(slot(number));
        return entry == null || entry.number < number ? null : entry;
    }

    /** The number that the next event gets. */
    long head() {
        return count.get();
    }

    /** The number of the oldest event that is kept. */
    long tail() {
        return Math.max(0, head() - slots.length());
    }

    /** The number behind the event of {@code id}; the oldest one when that is of another run, or none. */
    long behind(String id) {
        int dash = id.lastIndexOf('-');
        if (dash > 0 && id.substring(0, dash).equals(run)) {
            try {
                long number = Long.parseLong(id.substring(dash + 1)) + 1;
                return number >= 0 && number <= head() ? number : tail();
            } catch (NumberFormatException e) {
                // Not one of ours.
            }
        }
        return tail();
    }

    /** {@code wake} runs whenever something was added, on the thread that did; it must only cross over. */
    void follow(Runnable wake) {
        followers.add(wake);
    }

    void leave(Runnable wake) {
        followers.remove(wake);
    }

    String id(long number) {
        return run + "-" + number;
    }

    private int slot(long number) {
        return (int) (number % slots.length());
    }
}
