package io.ringcast.protocol.rtp;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.mpegts.PacketSync;
import io.ringcast.protocol.mpegts.TsPacket;

/**
 * Tells whether a datagram without a header of its own carries a piece of a transport stream, by where its sync bytes are; packets may go on from one datagram
 * to the next, as some senders have it. Belongs to the thread that feeds it.
 */
final class TsPhase {

    private static final int[] STRIDES = {TsPacket.SIZE, PacketSync.TIMECODE_STRIDE, PacketSync.FEC_STRIDE};

    /** Sync bytes by which a place is found, so that chance does not find one. */
    private static final int ENOUGH = 4;

    private int stride = TsPacket.SIZE;

    /** Where the next sync byte is expected, counted from the first byte of the next datagram. */
    private int next;

    /** Looks at the bytes from {@code from} to {@code end} of a datagram; false when they are no transport stream. Borrows. */
    boolean read(ByteBuf datagram, int from, int end) {
        if (from == end || !(goesOn(datagram, from, end) || find(datagram, from, end))) {
            return false;
        }
        next = Math.floorMod(next - (end - from), stride);
        return true;
    }

    /** Whether the bytes are whole packets and nothing else. */
    static boolean isWhole(ByteBuf datagram, int from, int end) {
        return end > from && (end - from) % TsPacket.SIZE == 0 && fits(datagram, from, end, TsPacket.SIZE);
    }

    /** Another sender: packets begin where they will. */
    void forget() {
        stride = TsPacket.SIZE;
        next = 0;
    }

    /** Where no packet goes on, few bytes are believed only if they are whole packets. */
    private boolean goesOn(ByteBuf datagram, int from, int end) {
        int length = end - from;
        boolean enough = next != 0 || length % stride == 0 || length >= ENOUGH * stride;
        return enough && fits(datagram, from + next, end, stride);
    }

    private boolean find(ByteBuf datagram, int from, int end) {
        for (int distance : STRIDES) {
            for (int at = from; at < Math.min(from + distance, end - (ENOUGH - 1) * distance); at++) {
                if (fits(datagram, at, end, distance)) {
                    stride = distance;
                    next = at - from;
                    return true;
                }
            }
        }
        if (isWhole(datagram, from, end)) {
            forget();
            return true;
        }
        return false;
    }

    /** Whether there is a sync byte at {@code at} and at each distance behind it. */
    private static boolean fits(ByteBuf datagram, int at, int end, int distance) {
        for (int sync = at; sync < end; sync += distance) {
            if (datagram.getByte(sync) != TsPacket.SYNC_BYTE) {
                return false;
            }
        }
        return true;
    }
}
