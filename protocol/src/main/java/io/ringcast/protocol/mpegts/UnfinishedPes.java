package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * How much of the PES packet on each PID is still to come, as listeners see it, and the packets that fill it up where its input broke.
 *
 * <p>A PES packet that says its length and ends before is a damaged one for a decoder: it drops it, or lays what is left of its last
 * frame onto the first of the next PES packet, and counts times from there. Filled up with zeros, only the frame that was cut is lost.
 * Pictures mostly come in PES packets without a length (ISO/IEC 13818-1, 2.4.3.7), which end where the next one begins.
 */
final class UnfinishedPes {

    /** Bytes to come, by PID as listeners see it. */
    private final int[] missing = new int[TsPacket.PID_COUNT];

    /** A packet with payload in the clear goes out on {@code pid}. */
    void follow(int pid, TsPacket packet) {
        missing[pid] = Math.max(0, missing[pid] - (packet.payloadEnd() - packet.payloadStart()));
    }

    /** The same with a packet in which a PES packet begins, or something else. */
    void begin(int pid, int bytesToCome) {
        missing[pid] = bytesToCome;
    }

    /** Whether something is to come on {@code pid}. */
    boolean isOpen(int pid) {
        return missing[pid] > 0;
    }

    /**
     * The packets that are missing on {@code pid}, which from now on is complete; the caller's.
     *
     * @param counter the continuity counter of the last packet with payload
     */
    ByteBuf fill(int pid, int counter) {
        int count = (missing[pid] + PesWriter.PAYLOAD_SIZE - 1) / PesWriter.PAYLOAD_SIZE;
        ByteBuf out = Unpooled.buffer(count * TsPacket.SIZE);
        for (int i = 1; i <= count; i++) {
            int length = Math.min(missing[pid], PesWriter.PAYLOAD_SIZE);
            PesWriter.head(out, pid, false, counter + i, length);
            out.writeZero(length);
            missing[pid] -= length;
        }
        return out;
    }
}
