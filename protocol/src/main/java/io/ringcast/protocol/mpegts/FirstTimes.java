package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import java.util.BitSet;

/**
 * Watches the first packets of an input until each of its clocks, pictures and sounds that go on for listeners has shown its first time,
 * by which the offsets of a {@link TsSplice} are chosen. Belongs to the thread that feeds it.
 */
public final class FirstTimes {

    private final TsPacket packet = new TsPacket();
    private final PesHeader pes = new PesHeader();
    private final BitSet stamps;
    private final BitSet clocks;

    /**
     * @param stamps PIDs of the input whose first time stamp is waited for
     * @param clocks PIDs of the input whose first clock is waited for
     */
    FirstTimes(BitSet stamps, BitSet clocks) {
        this.stamps = stamps;
        this.clocks = clocks;
    }

    /** Looks at the next {@code length} bytes at {@code index}, which are whole packets (borrowed); true when all times have been seen. */
    public boolean look(ByteBuf packets, int index, int length) {
        for (int at = index; at + TsPacket.SIZE <= index + length && !complete(); at += TsPacket.SIZE) {
            int pid = TsPacket.pid(packets.getInt(at));
            if (stamps.get(pid) || clocks.get(pid)) {
                look(packet.wrap(packets, at), pid);
            }
        }
        return complete();
    }

    private boolean complete() {
        return stamps.isEmpty() && clocks.isEmpty();
    }

    private void look(TsPacket seen, int pid) {
        if (seen.transportError()) {
            return;
        }
        if (seen.hasPcr()) {
            clocks.clear(pid);
        }
        // What is scrambled shows no time stamp, however long it is watched.
        if (seen.scrambling() != 0 || (pes.wrap(seen) && pes.hasPts())) {
            stamps.clear(pid);
        }
    }
}
