package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/** Finds where packets begin: the first place where sync bytes follow each other at a distance of 188 bytes (ISO/IEC 13818-1, 2.4.3.3). */
public final class PacketSync {

    /** Sync bytes in a row that are believed, as ETSI TR 101 290, 5.2.1 has it. */
    public static final int CONSECUTIVE = 5;

    /** Bytes that hold {@link #CONSECUTIVE} sync bytes wherever the first packet begins. */
    public static final int MAX_NEEDED = CONSECUTIVE * TsPacket.SIZE;

    private PacketSync() {}

    /**
     * The first index from {@code from} at which a packet may begin: every place where its sync byte and the next ones would be, as far
     * as there are bytes before {@code end}, holds one. Borrows {@code buffer}. Returns {@code end} when there is none.
     */
    public static int candidate(ByteBuf buffer, int from, int end) {
        for (int at = from; at < end; at++) {
            if (buffer.getByte(at) == TsPacket.SYNC_BYTE && followed(buffer, at, end) > 0) {
                return at;
            }
        }
        return end;
    }

    /** Sync bytes in a row from {@code at} to {@code end}, at most {@link #CONSECUTIVE}; 0 when one of these is missing. */
    public static int followed(ByteBuf buffer, int at, int end) {
        int count = 0;
        for (int next = at; next < end && count < CONSECUTIVE; next += TsPacket.SIZE) {
            if (buffer.getByte(next) != TsPacket.SYNC_BYTE) {
                return 0;
            }
            count++;
        }
        return count;
    }
}
