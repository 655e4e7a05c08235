package io.ringcast.protocol.mpegts;

import java.util.BitSet;
import java.util.Map;

/**
 * Which PIDs are taken, and which are to be had: a player that has seen one codec on a PID may not bear another one there later, so a PID
 * is given to another codec only when there is no other.
 */
final class PidPool {

    // Table 2-3 and ETSI EN 300 468, Table 1: below are tables of the standards.
    static final int FIRST_FREE = 0x0020;

    private static final int FIRST_CHOICE = 0x0100;

    private final BitSet taken = new BitSet(TsPacket.PID_COUNT);

    private final Map<Integer, Codec> past;

    PidPool(ProgramLayout layout) {
        past = layout.past();
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

    /** Takes a PID for a stream: {@code wanted} if it is free, else one that had this codec before; the null PID when there is none. */
    int take(int wanted, Codec codec) {
        if (fits(wanted, codec)) {
            return take(wanted);
        }
        for (Map.Entry<Integer, Codec> entry : past.entrySet()) {
            if (entry.getValue() == codec && !taken.get(entry.getKey())) {
                return take(entry.getKey());
            }
        }
        return takeAny();
    }

    /** Takes a PID for a table or a clock: {@code wanted} if nothing else ever was there; the null PID when there is none. */
    int takePlain(int wanted) {
        return taken.get(wanted) || past.containsKey(wanted) ? takeAny() : take(wanted);
    }

    private boolean fits(int pid, Codec codec) {
        Codec before = past.get(pid);
        return !taken.get(pid) && (before == null || before == codec);
    }

    private int takeAny() {
        for (int pid = taken.nextClearBit(FIRST_CHOICE); pid < TsPacket.NULL_PID; pid = taken.nextClearBit(pid + 1)) {
            if (!past.containsKey(pid)) {
                return take(pid);
            }
        }
        int pid = taken.nextClearBit(FIRST_FREE);
        return pid < TsPacket.NULL_PID ? take(pid) : TsPacket.NULL_PID;
    }

    private int take(int pid) {
        taken.set(pid);
        return pid;
    }
}
