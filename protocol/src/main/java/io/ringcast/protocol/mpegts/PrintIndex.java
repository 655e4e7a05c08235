package io.ringcast.protocol.mpegts;

import java.util.Arrays;

/** Finds a number in a list of numbers, and whether it is there more than once: an open table of places, made for one search. */
final class PrintIndex {

    /** Answer of {@link #find}: the number is not in the list. */
    static final int ABSENT = -1;

    /** Answer of {@link #find}: it is there more than once. */
    static final int AMBIGUOUS = -2;

    private final int[] prints;
    private final int[] slots;
    private final boolean[] repeated;
    private final int mask;

    /** @param prints the list, not changed while this is used */
    PrintIndex(int[] prints) {
        this.prints = prints;
        int size = Integer.highestOneBit(Math.max(2, prints.length)) * 4;
        mask = size - 1;
        slots = new int[size];
        repeated = new boolean[size];
        Arrays.fill(slots, ABSENT);
        for (int i = 0; i < prints.length; i++) {
            int slot = slot(prints[i]);
            repeated[slot] = slots[slot] != ABSENT;
            slots[slot] = i;
        }
    }

    /** The place of {@code print}, if there is one and only one. */
    int find(int print) {
        int slot = slot(print);
        return repeated[slot] ? AMBIGUOUS : slots[slot];
    }

    /** The slot of a number, or the free one where it would be. */
    private int slot(int print) {
        int slot = (print ^ print >>> 15) & mask;
        while (slots[slot] != ABSENT && prints[slots[slot]] != print) {
            slot = slot + 1 & mask;
        }
        return slot;
    }
}
