package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/**
 * Finds where packets begin: the first place where sync bytes follow each other at one distance (ISO/IEC 13818-1, 2.4.3.3).
 *
 * <p>That distance, the <em>stride</em>, is 188 bytes, or 192 where a timecode of four bytes stands before each packet (recordings of
 * disc players and cameras, "M2TS"), or 204 where 16 bytes of a Reed-Solomon code follow each (ETSI EN 300 429, 4.4.2).
 */
public final class PacketSync {

    /** Sync bytes in a row that are believed, as ETSI TR 101 290, 5.2.1 has it. */
    public static final int CONSECUTIVE = 5;

    /** Stride of packets with a timecode before each. */
    public static final int TIMECODE_STRIDE = 192;

    /** Bytes of that timecode. */
    public static final int TIMECODE_SIZE = TIMECODE_STRIDE - TsPacket.SIZE;

    /** Stride of packets with a code for error correction behind each. */
    public static final int FEC_STRIDE = 204;

    /** The longest of the strides. */
    public static final int MAX_STRIDE = FEC_STRIDE;

    /** Bytes that hold {@link #CONSECUTIVE} sync bytes wherever the first packet begins, whatever the stride. */
    public static final int MAX_NEEDED = CONSECUTIVE * MAX_STRIDE;

    private PacketSync() {}

    /**
     * The first index from {@code from} at which a packet may begin: with one of the strides, every place where its sync byte and the
     * next ones would be, as far as there are bytes before {@code end}, holds one. Borrows {@code buffer}. Returns {@code end} when there
     * is none.
     */
    public static int candidate(ByteBuf buffer, int from, int end) {
        for (int at = from; at < end; at++) {
            if (buffer.getByte(at) == TsPacket.SYNC_BYTE && stride(buffer, at, end, 1, TsPacket.SIZE) > 0) {
                return at;
            }
        }
        return end;
    }

    /**
     * The stride with which at least {@code enough} sync bytes follow each other from {@code at}: {@code preferred} if that is one, else
     * the shortest; 0 when there is none.
     */
    public static int stride(ByteBuf buffer, int at, int end, int enough, int preferred) {
        if (followed(buffer, at, end, preferred) >= enough) {
            return preferred;
        }
        if (followed(buffer, at, end, TsPacket.SIZE) >= enough) {
            return TsPacket.SIZE;
        }
        if (followed(buffer, at, end, TIMECODE_STRIDE) >= enough) {
            return TIMECODE_STRIDE;
        }
        return followed(buffer, at, end, FEC_STRIDE) >= enough ? FEC_STRIDE : 0;
    }

    /** Sync bytes in a row from {@code at} to {@code end}, at most {@link #CONSECUTIVE}; 0 when one of these is missing. */
    public static int followed(ByteBuf buffer, int at, int end, int stride) {
        int count = 0;
        for (int next = at; next < end && count < CONSECUTIVE; next += stride) {
            if (buffer.getByte(next) != TsPacket.SYNC_BYTE) {
                return 0;
            }
            count++;
        }
        return count;
    }
}
