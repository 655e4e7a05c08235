package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Recognises what a provider sends again when one connects anew, and finds where the news begin.
 *
 * <pre>
 *   sent     . . . . . a b c d e f|
 *   again              a b c d e f g h ...     a run of the same packets up to the last one that was sent; g is new
 * </pre>
 *
 * <p>Of each packet that was sent a number is kept ({@link PacketPrint}), of the last so many. Packets of a new connection are a replay
 * when {@value #RUN} in a row, or all up to the end, have the numbers of packets that followed each other, and of those at least
 * {@value #DISTINCT} came only once in all that is remembered: silence, still pictures and tables repeat themselves without being a
 * replay. Packets that one side lost are passed over. Belongs to the thread that uses it.
 */
public final class ReplayFilter {

    /** What the packets that were looked at are. */
    public enum Verdict {
        /** It cannot be said yet. */
        UNDECIDED,
        /** No replay, or one that leads nowhere. */
        NEW,
        /** A replay, all of it. */
        REPLAYED,
        /** A replay up to {@link #freshFrom}, and news from there on. */
        CAUGHT_UP
    }

    static final int RUN = 24;
    static final int DISTINCT = 8;

    /** Packets with a number in which the beginning of a replay is looked for. */
    static final int MAX_SEARCHED = 256;

    /** Packets without counterpart within a replay. */
    private static final int MAX_MISSES = 64;

    private static final int FIRST_CAPACITY = 4096;
    private static final int NOWHERE = -1;

    private final int maxPackets;
    private final PacketPrint print = new PacketPrint();
    private final TsPacket packet = new TsPacket();

    /** The numbers of the packets that were sent last, a ring. */
    private int[] prints = new int[0];

    private long total;

    // The last PCR that was sent, and how many numbers there were before it.
    private int clockPid = NOWHERE;
    private long clock;
    private long clockPlace;

    // The search: a snapshot of the ring in its order, and places in it.
    private int[] sent = new int[0];
    private @Nullable PrintIndex index;
    private boolean replaying;
    private int searched;
    private int expected;
    private int run;
    private int distinct;
    private int misses;
    private long delta;
    private boolean clocked;
    private long firstClock;
    private long lastClock;
    private int freshFrom;

    /** @param maxPackets packets that are remembered, at least 1 */
    public ReplayFilter(int maxPackets) {
        this.maxPackets = maxPackets;
    }

    /** {@code length} bytes at {@code from}, which are whole packets (borrowed), are sent as they came. */
    public void sent(ByteBuf packets, int from, int length) {
        for (int at = from; at + TsPacket.SIZE <= from + length; at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            if (packet.hasPcr() && !packet.transportError()) {
                clockPid = packet.pid();
                clock = packet.pcr();
                clockPlace = total;
            }
            if (print.has(packet)) {
                add(print.of(packet));
            }
        }
    }

    /** Forgets all that was sent. */
    public void clear() {
        total = 0;
        clockPid = NOWHERE;
        index = null;
    }

    /** Another connection begins, which may replay; false when too little was sent to tell. */
    public boolean begin() {
        int count = (int) Math.min(total, prints.length);
        index = null;
        if (count < DISTINCT) {
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
        delta = 0;
        clocked = false;
        return true;
    }

    /** Looks at the next {@code length} bytes at {@code from} of the connection, which are whole packets (borrowed). */
    public Verdict look(ByteBuf packets, int from, int length) {
        PrintIndex known = index;
        if (known == null) {
            return Verdict.NEW;
        }
        for (int at = from; at + TsPacket.SIZE <= from + length; at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            if (packet.hasPcr() && !packet.transportError()) {
                readClock();
            }
            if (print.has(packet)) {
                compare(print.of(packet), known);
                if (hasCaughtUp()) {
                    end();
                    freshFrom = at + TsPacket.SIZE;
                    return Verdict.CAUGHT_UP;
                }
                if (isInVain()) {
                    end();
                    return Verdict.NEW;
                }
            }
        }
        return replaying ? Verdict.REPLAYED : Verdict.UNDECIDED;
    }

    /** Where in the buffer that was looked at last the news begin. Only after {@link Verdict#CAUGHT_UP}. */
    public int freshFrom() {
        return freshFrom;
    }

    /** By how many ticks of 27 MHz the clocks of what was sent are ahead of those of its replay. */
    public long clockDelta() {
        return delta;
    }

    /** How much of the stream the connection has brought until now by its clock, in ticks of 27 MHz. */
    public long replayedTicks() {
        return clocked ? Math.max(0, TsClock.difference(lastClock, firstClock)) : 0;
    }

    private void add(int number) {
        if (total == prints.length && prints.length < maxPackets) {
            prints = Arrays.copyOf(prints, Math.min(maxPackets, Math.max(FIRST_CAPACITY, 2 * prints.length)));
        }
        prints[(int) (total++ % prints.length)] = number;
    }

    private void end() {
        index = null;
        sent = new int[0];
    }

    private boolean hasCaughtUp() {
        return expected == sent.length && (replaying || distinct >= DISTINCT);
    }

    private boolean isInVain() {
        return replaying ? misses > MAX_MISSES : searched >= 2 * MAX_SEARCHED || (searched >= MAX_SEARCHED && run == 0);
    }

    private void readClock() {
        if (packet.pid() != clockPid) {
            return;
        }
        lastClock = packet.pcr();
        if (!clocked) {
            clocked = true;
            firstClock = lastClock;
        }
        int count = (int) Math.min(total, prints.length);
        if (expected < 0 || expected == sent.length || total - count + expected != clockPlace) {
            return;
        }
        if (!print.has(packet) || sent[expected] == print.of(packet)) {
            delta = TsClock.difference(clock, lastClock);
        }
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
        replaying |= run >= RUN && distinct >= DISTINCT;
    }

    private void step(int place) {
        expected++;
        run++;
        misses = 0;
        if (place >= 0) {
            distinct++;
        }
    }

    /** A packet that was not sent, or one behind others that are missing here. */
    private void passOver(int place) {
        if (place > expected) {
            expected = place;
            step(place);
        } else {
            misses++;
        }
    }
}
