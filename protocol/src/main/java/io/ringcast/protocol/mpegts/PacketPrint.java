package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/**
 * Makes a number of what a packet carries: its PID and the elementary stream in it, without continuity counter, adaptation field and
 * PES header, so that a packet that is sent again has the same number however its clocks and counters are.
 *
 * <p>Null packets and sections have none: they are repeated all the time and say nothing of where one is. What a PID carries is told by
 * how its payload units begin. Belongs to the thread that uses it.
 */
final class PacketPrint {

    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private final PesHeader pes = new PesHeader();

    /** Whether the PID carries PES packets, or is scrambled. */
    private final boolean[] carries = new boolean[TsPacket.PID_COUNT];

    /** Whether the packet (borrowed) has a number. */
    boolean has(TsPacket packet) {
        if (packet.transportError() || !packet.hasPayload() || packet.pid() == TsPacket.NULL_PID) {
            return false;
        }
        if (packet.scrambling() != 0) {
            return true;
        }
        if (packet.payloadUnitStart()) {
            carries[packet.pid()] = pes.wrap(packet);
        }
        return carries[packet.pid()];
    }

    /** The number of a packet (borrowed) that {@link #has} one. */
    int of(TsPacket packet) {
        int at = pes.wrap(packet) ? pes.dataStart() : packet.payloadStart();
        int end = packet.payloadEnd();
        ByteBuf buffer = packet.buffer();
        long sum = (packet.pid() + 1L) * FACTOR;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            sum = (Long.rotateLeft(sum, 29) ^ buffer.getLong(at)) * FACTOR;
        }
        for (; at < end; at++) {
            sum = (Long.rotateLeft(sum, 29) ^ buffer.getByte(at)) * FACTOR;
        }
        return (int) (sum ^ sum >>> 32);
    }
}
