package io.ringcast.protocol.mpegts;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The numbers of the units that were sent last, and where in them a new connection is that may send some of them again.
 *
 * <p>Units of a new connection are a replay when so many in a row ({@value #RUN}), or all up to the end, have the numbers of units that followed
 * each other, and of those enough ({@value #DISTINCT}) came only once in all that is remembered: what repeats itself by nature is no replay.
 * Units that one side lost are passed over. Belongs to the thread that uses it.
 */
public final class PrintTrail {

    /** What the units that were looked at are. */
    public enum Verdict {
        /** It cannot be said yet. */
        UNDECIDED,
        /** No replay, or one that leads nowhere. */
        NEW,
        /** A replay, all of it. */
        REPLAYED,
        /** A replay up to the one that was looked at last, and news behind it. */
        CAUGHT_UP
    }

    static final int RUN = 24;
    static final int DISTINCT = 8;

    /** Units in which the beginning of a replay is looked for. */
    static final int MAX_SEARCHED = 256;

    /** Units without counterpart within a replay. */
    private static final int MAX_MISSES = 64;

    private static final int FIRST_CAPACITY = 4096;
    private static final int NOWHERE = -1;

    private final int maxUnits;
    private final int minRun;
    private final int minDistinct;

    /** The numbers of the units that were sent last, a ring. */
    private int[] prints = new int[0];

    private long total;

    // The search: a snapshot of the ring in its order, and places in it.
    private int[] sent = new int[0];
    private @Nullable PrintIndex index;
    private boolean replaying;
    private int searched;
    private int expected;
    private int run;
    private int distinct;
    private int misses;

    /** @param maxUnits units that are remembered, at least 1 */
    public PrintTrail(int maxUnits) {
        this(maxUnits, RUN, DISTINCT);
    }

    /**
     * @param maxUnits units that are remembered, at least 1
     * @param minRun how many in a row make a replay
     * @param minDistinct how many of those must have come only once: 1 where no unit is ever like another
     */
    public PrintTrail(int maxUnits, int minRun, int minDistinct) {
        this.maxUnits = maxUnits;
        this.minRun = minRun;
        this.minDistinct = minDistinct;
    }

    /** A unit with this number is sent. */
    public void add(int number) {
        if (total == prints.length && prints.length < maxUnits) {
            prints = Arrays.copyOf(prints, Math.min(maxUnits, Math.max(FIRST_CAPACITY, 2 * prints.length)));
        }
        prints[(int) (total++ % prints.length)] = number;
    }

    /** Forgets all that was sent. */
    public void clear() {
        total = 0;
        index = null;
    }

    /** Another connection begins, which may replay; false when too little was sent to tell. */
    public boolean begin() {
        int count = (int) Math.min(total, prints.length);
        index = null;
        if (count < minDistinct) {
            return false;
        }
        sent = new int[count];
        for (int i = 0; i < count; i++) {
            sent[i] = prints[(int) ((total - count + i) % prints.length)];
        }
        index = new PrintIndex(sent);
        replaying = false;
        searched = 0;
        expected = NOWHERE;
        run = 0;
        distinct = 0;
        misses = 0;
        return true;
    }

    /** The next unit of the connection has this number. After {@link Verdict#CAUGHT_UP} and {@link Verdict#NEW} the search is over. */
    public Verdict look(int number) {
        PrintIndex known = index;
        if (known == null) {
            return Verdict.NEW;
        }
        compare(number, known);
        if (hasCaughtUp()) {
            end();
            return Verdict.CAUGHT_UP;
        }
        if (isInVain()) {
            end();
            return Verdict.NEW;
        }
        return verdict();
    }

    /** What the units so far are: {@link Verdict#UNDECIDED}, {@link Verdict#REPLAYED}, or {@link Verdict#NEW} where none is looked for. */
    public Verdict verdict() {
        return index == null ? Verdict.NEW : replaying ? Verdict.REPLAYED : Verdict.UNDECIDED;
    }

    /** How many numbers were sent. */
    long total() {
        return total;
    }

    /** Whether the unit that is sent again next is known. */
    boolean isExpecting() {
        return index != null && expected >= 0 && expected < sent.length;
    }

    /** The place, among all that was sent, of the unit that {@linkplain #isExpecting is expected} next. */
    long expectedPlace() {
        return total - sent.length + expected;
    }

    /** The number of that unit. */
    int expectedNumber() {
        return sent[expected];
    }

    private void end() {
        index = null;
        sent = new int[0];
    }

    private boolean hasCaughtUp() {
        return expected == sent.length && (replaying || distinct >= minDistinct);
    }

    private boolean isInVain() {
        return replaying ? misses > MAX_MISSES : searched >= 2 * MAX_SEARCHED || (searched >= MAX_SEARCHED && run == 0);
    }

    private void compare(int number, PrintIndex known) {
        searched++;
        int place = known.find(number);
        if (expected >= 0 && expected < sent.length && sent[expected] == number) {
            step(place);
        } else if (replaying) {
            passOver(place);
        } else {
            expected = place < 0 ? NOWHERE : place;
            run = 0;
            distinct = 0;
            if (place >= 0) {
                step(place);
            }
        }
        replaying |= run >= minRun && distinct >= minDistinct;
    }

    private void step(int place) {
        expected++;
        run++;
        misses = 0;
        if (place >= 0) {
            distinct++;
        }
    }

    /** A unit that was not sent, or one behind others that are missing here. */
    private void passOver(int place) {
        if (place > expected) {
            expected = place;
            step(place);
        } else {
            misses++;
        }
    }
}
