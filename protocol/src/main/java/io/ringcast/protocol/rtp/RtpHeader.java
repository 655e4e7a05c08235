package io.ringcast.protocol.rtp;

import io.netty.buffer.ByteBuf;

/**
 * The layout of an RTP header, written and read where it lies in a datagram (RFC 3550, 5.1).
 *
 * <p>Sequence numbers are 16 bits, timestamps 32 bits at 90 kHz for MPEG-TS (RFC 2250, 2), synchronisation sources 32 bits; all are
 * handed over as non-negative numbers. Buffers are borrowed.
 */
public final class RtpHeader {

    /** Bytes of the fixed header, which is all that is written. */
    public static final int SIZE = 12;

    /** The payload type of an MPEG-2 transport stream (RFC 3551, Table 5). */
    public static final int MPEG_TS = 33;

    /** Ticks of the timestamp in a second (RFC 2250, 2). */
    public static final int CLOCK_HZ = 90_000;

    private static final int VERSION = 2;
    private static final int PADDING = 0x20;
    private static final int EXTENSION = 0x10;
    private static final int SOURCES_MASK = 0x0F;
    private static final int MARKER = 0x80;
    private static final int TYPE_MASK = 0x7F;
    private static final int TYPE_OFFSET = 1;
    private static final int SEQUENCE_OFFSET = 2;
    private static final int TIMESTAMP_OFFSET = 4;
    private static final int SSRC_OFFSET = 8;
    private static final int WORD = 4;

    private RtpHeader() {}

    /**
     * Appends a header of {@link #SIZE} bytes without padding, extension and contributing sources.
     *
     * @param marker for MPEG-TS: the timestamp is discontinuous (RFC 2250, 2)
     * @param sequence its low 16 bits are written
     * @param timestamp its low 32 bits are written
     * @param ssrc its low 32 bits are written
     */
    public static void write(ByteBuf into, int payloadType, boolean marker, int sequence, long timestamp, long ssrc) {
        into.writeByte(VERSION << 6);
        into.writeByte((marker ? MARKER : 0) | (payloadType & TYPE_MASK));
        into.writeShort(sequence);
        into.writeInt((int) timestamp);
        into.writeInt((int) ssrc);
    }

    /**
     * Where the payload begins, counted from the datagram's first readable byte, or -1 when it is no RTP: too short, another version, or
     * lengths that lead outside it.
     */
    public static int payloadOffset(ByteBuf datagram) {
        int start = datagram.readerIndex();
        int length = datagram.readableBytes();
        if (length < SIZE || (datagram.getUnsignedByte(start) >> 6) != VERSION) {
            return -1;
        }
        int first = datagram.getUnsignedByte(start);
        int offset = SIZE + (first & SOURCES_MASK) * WORD;
        if ((first & EXTENSION) != 0) {
            if (length < offset + WORD) {
                return -1;
            }
            offset += WORD + datagram.getUnsignedShort(start + offset + 2) * WORD;
        }
        return offset <= length - padding(datagram) ? offset : -1;
    }

    /** Bytes of padding at the end of a datagram for which {@link #payloadOffset} was not asked or not negative. */
    public static int padding(ByteBuf datagram) {
        int start = datagram.readerIndex();
        boolean padded = (datagram.getUnsignedByte(start) & PADDING) != 0;
        return padded ? datagram.getUnsignedByte(start + datagram.readableBytes() - 1) : 0;
    }

    /** 0 to 127. */
    public static int payloadType(ByteBuf datagram) {
        return datagram.getUnsignedByte(datagram.readerIndex() + TYPE_OFFSET) & TYPE_MASK;
    }

    /** Whether the marker bit is set. */
    public static boolean marker(ByteBuf datagram) {
        return (datagram.getUnsignedByte(datagram.readerIndex() + TYPE_OFFSET) & MARKER) != 0;
    }

    /** 0 to 65535. */
    public static int sequence(ByteBuf datagram) {
        return datagram.getUnsignedShort(datagram.readerIndex() + SEQUENCE_OFFSET);
    }

    /** 0 to 2^32-1. */
    public static long timestamp(ByteBuf datagram) {
        return datagram.getUnsignedInt(datagram.readerIndex() + TIMESTAMP_OFFSET);
    }

    /** 0 to 2^32-1. */
    public static long ssrc(ByteBuf datagram) {
        return datagram.getUnsignedInt(datagram.readerIndex() + SSRC_OFFSET);
    }

    /** How far sequence number {@code to} lies behind {@code from}, -32768 to 32767 (RFC 3550, A.1). */
    public static int distance(int from, int to) {
        return (short) (to - from);
    }
}
