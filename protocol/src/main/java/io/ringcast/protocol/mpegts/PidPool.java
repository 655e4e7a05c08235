package io.ringcast.protocol.mpegts;

import java.util.BitSet;

/** Which PIDs are taken, and which are to be had. */
final class PidPool {

    // Table 2-3 and ETSI EN 300 468, Table 1: below are tables of the standards.
    static final int FIRST_FREE = 0x0020;

    private static final int FIRST_CHOICE = 0x0100;

    private final BitSet taken = new BitSet(TsPacket.PID_COUNT);

    PidPool(ProgramLayout layout) {
        taken.set(0, FIRST_FREE);
        taken.set(TsPacket.NULL_PID);
        for (ProgramLayout.Program program : layout.programs()) {
            taken.set(program.mapPid());
            taken.set(program.map().pcrPid());
            program.map().streams().forEach(stream -> taken.set(stream.pid()));
        }
    }

    boolean isTaken(int pid) {
        return taken.get(pid);
    }

    /** Takes {@code wanted}, or if that is taken another one; the null PID when there is none. */
    int take(int wanted) {
        int pid = wanted;
        if (taken.get(pid)) {
            pid = taken.nextClearBit(FIRST_CHOICE);
        }
        if (pid >= TsPacket.NULL_PID) {
            pid = taken.nextClearBit(FIRST_FREE);
        }
        if (pid >= TsPacket.NULL_PID) {
            return TsPacket.NULL_PID;
        }
        taken.set(pid);
        return pid;
    }
}
