package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.mpegts.PrintTrail.Verdict;

/**
 * Recognises what a provider of MPEG-TS sends again when one connects anew, and finds where the news begin.
 *
 * <pre>
 *   sent     . . . . . a b c d e f|
 *   again              a b c d e f g h ...     a run of the same packets up to the last one that was sent; g is new
 * </pre>
 *
 * <p>Of each packet that was sent a number is kept ({@link PacketPrint}, {@link PrintTrail}), of the last so many: silence, still pictures
 * and tables repeat themselves without being a replay. Belongs to the thread that uses it.
 */
public final class ReplayFilter {

    private static final int NOWHERE = -1;

    private final PrintTrail trail;
    private final PacketPrint print = new PacketPrint();
    private final TsPacket packet = new TsPacket();

    // The last PCR that was sent, and how many numbers there were before it.
    private int clockPid = NOWHERE;
    private long clock;
    private long clockPlace;

    private long delta;
    private boolean clocked;
    private long firstClock;
    private long lastClock;
    private int freshFrom;

    /** @param maxPackets packets that are remembered, at least 1 */
    public ReplayFilter(int maxPackets) {
        trail = new PrintTrail(maxPackets);
    }

    /** {@code length} bytes at {@code from}, which are whole packets (borrowed), are sent as they came. */
    public void sent(ByteBuf packets, int from, int length) {
        for (int at = from; at + TsPacket.SIZE <= from + length; at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            if (packet.hasPcr() && !packet.transportError()) {
                clockPid = packet.pid();
                clock = packet.pcr();
                clockPlace = trail.total();
            }
            if (print.has(packet)) {
                trail.add(print.of(packet));
            }
        }
    }

    /** Forgets all that was sent. */
    public void clear() {
        trail.clear();
        clockPid = NOWHERE;
    }

    /** Another connection begins, which may replay; false when too little was sent to tell. */
    public boolean begin() {
        if (!trail.begin()) {
            return false;
        }
        delta = 0;
        clocked = false;
        return true;
    }

    /** Looks at the next {@code length} bytes at {@code from} of the connection, which are whole packets (borrowed). */
    public Verdict look(ByteBuf packets, int from, int length) {
        for (int at = from; at + TsPacket.SIZE <= from + length; at += TsPacket.SIZE) {
            packet.wrap(packets, at);
            if (packet.hasPcr() && !packet.transportError()) {
                readClock();
            }
            if (print.has(packet)) {
                Verdict verdict = trail.look(print.of(packet));
                if (verdict == Verdict.CAUGHT_UP) {
                    freshFrom = at + TsPacket.SIZE;
                    return verdict;
                }
                if (verdict == Verdict.NEW) {
                    return verdict;
                }
            }
        }
        return trail.verdict();
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

    private void readClock() {
        if (packet.pid() != clockPid) {
            return;
        }
        lastClock = packet.pcr();
        if (!clocked) {
            clocked = true;
            firstClock = lastClock;
        }
        if (!trail.isExpecting() || trail.expectedPlace() != clockPlace) {
            return;
        }
        if (!print.has(packet) || trail.expectedNumber() == print.of(packet)) {
            delta = TsClock.difference(clock, lastClock);
        }
    }
}
