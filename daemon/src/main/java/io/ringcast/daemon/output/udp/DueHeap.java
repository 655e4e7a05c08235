package io.ringcast.daemon.output.udp;

import java.util.ArrayList;
import java.util.List;

/** Those who wait for their moment, the next one first: a binary heap in which each knows its place. */
final class DueHeap {

    /** One who waits. */
    static final class Entry {
        final Paced paced;
        private long due = Paced.NEVER;
        private int place = -1;

        Entry(Paced paced) {
            this.paced = paced;
        }
    }

    private final List<Entry> entries = new ArrayList<>();

    boolean isEmpty() {
        return entries.isEmpty();
    }

    /** The one that is due first; only if there is one. */
    Entry first() {
        return entries.get(0);
    }

    /** When the first one is due, {@link Paced#NEVER} when nobody is there. */
    long firstDue() {
        return entries.isEmpty() ? Paced.NEVER : entries.get(0).due;
    }

    void add(Entry entry) {
        entry.place = entries.size();
        entries.add(entry);
        moved(entry);
    }

    void remove(Entry entry) {
        if (entry.place < 0) {
            return;
        }
        int place = entry.place;
        Entry last = entries.remove(entries.size() - 1);
        entry.place = -1;
        if (last != entry) {
            put(last, place);
            moved(last);
        }
    }

    /** Takes over when it is due now. Ignored when it is not there. */
    void moved(Entry entry) {
        if (entry.place < 0) {
            return;
        }
        entry.due = entry.paced.due();
        int place = entry.place;
        while (place > 0 && entries.get((place - 1) / 2).due > entry.due) {
            put(entries.get((place - 1) / 2), place);
            place = (place - 1) / 2;
        }
        while (true) {
            int child = 2 * place + 1;
            if (child + 1 < entries.size() && entries.get(child + 1).due < entries.get(child).due) {
                child++;
            }
            if (child >= entries.size() || entries.get(child).due >= entry.due) {
                break;
            }
            put(entries.get(child), place);
            place = child;
        }
        put(entry, place);
    }

    private void put(Entry entry, int place) {
        entries.set(place, entry);
        entry.place = place;
    }
}
