package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/**
 * Chooses by how much each clock of the next piece is moved: so far that the first access unit of each stream that goes on is decoded and
 * shown behind all of the one before, and no clock runs back. What is left of a gap, or of one stream that was ahead of another, is the smallest that
 * allows this.
 */
final class OffsetChoice {

    /** Packets that are looked through for first times. */
    private static final int MAX_PACKETS = 4096;

    /** What is chosen for one clock; all offsets are signed and within half the range of the clock. */
    private static final class Choice {
        boolean made;
        long offset;
        boolean hasStamp;
        long firstStamp;

        void atLeast(long candidate) {
            offset = made ? Math.max(offset, candidate) : candidate;
            made = true;
        }
    }

    private final TimelinePiece piece;
    private final ProgramLayout listeners;
    private final TimelineEnds ends;
    private final Choice[] choices;
    private final boolean[] stamped = new boolean[TsPacket.PID_COUNT];
    private final boolean[] clocked = new boolean[TsPacket.PID_COUNT];

    /** @param listeners what listeners had until now */
    OffsetChoice(TimelinePiece piece, ProgramLayout listeners, TimelineEnds ends) {
        this.piece = piece;
        this.listeners = listeners;
        this.ends = ends;
        choices = new Choice[piece.clockCount()];
        for (int i = 0; i < choices.length; i++) {
            choices[i] = new Choice();
        }
    }

    /** Looks through the first packets of the piece (borrowed) and sets its offsets. */
    void choose(ByteBuf first, int index, int length) {
        TsPacket packet = new TsPacket();
        PesHeader pes = new PesHeader();
        int end = index + Math.min(length / TsPacket.SIZE, MAX_PACKETS) * TsPacket.SIZE;
        for (int at = index; at < end; at += TsPacket.SIZE) {
            packet.wrap(first, at);
            int out = piece.pid(packet.pid());
            if (!packet.transportError() && out != TsPacket.NULL_PID) {
                look(packet, pes, out);
            }
        }
        for (int clock = 0; clock < choices.length; clock++) {
            Choice choice = choices[clock];
            if (!choice.made && choice.hasStamp) {
                followAnything(choice);
            }
            piece.offset(clock, choice.offset);
        }
    }

    private void look(TsPacket packet, PesHeader pes, int out) {
        int pid = packet.pid();
        Choice choice = choices[piece.clock(pid)];
        if (packet.hasPcr() && !clocked[pid]) {
            clocked[pid] = true;
            if (ends.hasClock(out)) {
                // Each whole tick of the time stamps is one of the clock's offset.
                choice.atLeast(
                        roundedUp(TsClock.difference(ends.lastClock(out), packet.pcr())) + TsClock.TICKS_PER_STAMP);
            }
        }
        if (pes.wrap(packet) && pes.hasPts() && !stamped[pid]) {
            stamped[pid] = true;
            if (!choice.hasStamp) {
                choice.hasStamp = true;
                choice.firstStamp = pes.dts();
            }
            if (ends.hasStamp(out)) {
                choice.atLeast(behind(ends.nextStamp(out), pes.dts()));
                // A picture that was to be shown behind others which did not come is not to be overtaken.
                choice.atLeast(behind(ends.nextShown(out), pes.pts()));
            }
        }
    }

    /** No stream goes on: the new ones follow the end of the last of the old. */
    private void followAnything(Choice choice) {
        for (ProgramMap map : listeners.maps()) {
            for (ElementaryStream stream : map.streams()) {
                if (ends.hasStamp(stream.pid())) {
                    choice.atLeast(behind(ends.nextStamp(stream.pid()), choice.firstStamp));
                }
            }
        }
    }

    private static long behind(long next, long stamp) {
        return TsClock.stampDifference(next, stamp) * TsClock.TICKS_PER_STAMP;
    }

    private static long roundedUp(long ticks) {
        return -Math.floorDiv(-ticks, TsClock.TICKS_PER_STAMP) * TsClock.TICKS_PER_STAMP;
    }
}
