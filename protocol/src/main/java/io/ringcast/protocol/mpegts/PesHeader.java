package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A view of the header of a PES packet where it begins in the payload of a transport packet (ISO/IEC 13818-1, 2.4.3.6).
 *
 * <p>Borrows the buffer until the next {@link #wrap}. Only what lies inside the given bytes is read or written: of a header that runs on
 * into the next transport packet, the stamps that are cut count as absent, and {@link #stampsCut()} says so.
 */
public final class PesHeader {

    private static final int START_CODE_PREFIX = 0x000001;
    private static final int LENGTH_OFFSET = 4;
    private static final int FIXED_SIZE = 9;
    private static final int FLAGS_OFFSET = 7;
    private static final int HEADER_LENGTH_OFFSET = 8;
    private static final int PTS_OFFSET = 9;
    private static final int DTS_OFFSET = 14;
    private static final int STAMP_SIZE = 5;
    private static final int ESCR_SIZE = 6;
    private static final int PTS_FLAG = 0x80;
    private static final int ESCR_FLAG = 0x20;
    private static final int BOTH_FLAGS = 0xC0;

    /** The bits of an ESCR that are no clock. */
    private static final long ESCR_MARKERS = 0xC000_0000_0000L | 1L << 42 | 1L << 26 | 1L << 10 | 1;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int start;
    private int end;
    private int flags;

    /** Lays this view over the payload of {@code packet}; false when no PES packet begins there. */
    public boolean wrap(TsPacket packet) {
        return packet.payloadUnitStart()
                && packet.scrambling() == 0
                && wrap(packet.buffer(), packet.payloadStart(), packet.payloadEnd());
    }

    /** Lays this view over the bytes from {@code start} to {@code end}; false when no PES packet begins there. Borrows {@code buffer}. */
    public boolean wrap(ByteBuf buffer, int start, int end) {
        this.buffer = buffer;
        this.start = start;
        this.end = end;
        this.flags = 0;
        if (end - start < 4 || buffer.getUnsignedMedium(start) != START_CODE_PREFIX) {
            return false;
        }
        if (end - start >= FIXED_SIZE && hasOptionalHeader() && (buffer.getByte(start + 6) & 0xC0) == 0x80) {
            flags = buffer.getUnsignedByte(start + FLAGS_OFFSET);
        }
        return true;
    }

    public int streamId() {
        return buffer.getUnsignedByte(start + 3);
    }

    /** Whether it is of pictures (Table 2-22). */
    boolean isVideo() {
        return (streamId() & 0xF0) == 0xE0;
    }

    /** Bytes of the PES packet that lie behind the given ones; 0 when it does not say how long it is (2.4.3.7). */
    int bytesToCome() {
        if (end - start < LENGTH_OFFSET + 2) {
            return 0;
        }
        int length = buffer.getUnsignedShort(start + LENGTH_OFFSET);
        return length == 0 ? 0 : Math.max(0, LENGTH_OFFSET + 2 + length - (end - start));
    }

    public boolean hasPts() {
        return (flags & PTS_FLAG) != 0 && holds(PTS_OFFSET, STAMP_SIZE);
    }

    /** Presentation time stamp in 90 kHz ticks. Only when {@link #hasPts()}. */
    public long pts() {
        return readStamp(buffer, start + PTS_OFFSET);
    }

    public void setPts(long stamp) {
        writeStamp(buffer, start + PTS_OFFSET, stamp);
    }

    /** Whether a decoding time stamp is written; without one the decoding time is the presentation time (2.4.3.7). */
    public boolean hasDts() {
        return (flags & BOTH_FLAGS) == BOTH_FLAGS && holds(DTS_OFFSET, STAMP_SIZE);
    }

    /** The decoding time in 90 kHz ticks: the DTS, or the PTS where there is no DTS. Only when {@link #hasPts()}. */
    public long dts() {
        return readStamp(buffer, start + (hasDts() ? DTS_OFFSET : PTS_OFFSET));
    }

    /** Overwrites the decoding time stamp. Only when {@link #hasDts()}. */
    public void setDts(long stamp) {
        writeStamp(buffer, start + DTS_OFFSET, stamp);
    }

    /** Whether there is an elementary stream clock reference: when its bytes are to arrive at a decoder of PES packets alone. */
    public boolean hasEscr() {
        return (flags & ESCR_FLAG) != 0 && holds(escrOffset(), ESCR_SIZE);
    }

    /** The elementary stream clock reference in 27 MHz ticks. Only when {@link #hasEscr()}. */
    public long escr() {
        // 2.4.3.6: 2 reserved bits, then a base of 3 + 15 + 15 bits, each group followed by a marker bit, an extension
        // of 9 and a marker.
        long bits =
                buffer.getUnsignedInt(start + escrOffset()) << 16 | buffer.getUnsignedShort(start + escrOffset() + 4);
        long base = (bits >>> 13 & 0x1_C000_0000L) | (bits >>> 12 & 0x3FFF_8000L) | (bits >>> 11 & 0x7FFF);
        return base * TsClock.TICKS_PER_STAMP + (bits >>> 1 & 0x1FF);
    }

    /** Overwrites the elementary stream clock reference. Only when {@link #hasEscr()}. */
    public void setEscr(long ticks) {
        int at = start + escrOffset();
        long base = ticks / TsClock.TICKS_PER_STAMP;
        long kept = (buffer.getUnsignedInt(at) << 16 | buffer.getUnsignedShort(at + 4)) & ESCR_MARKERS;
        long bits = kept
                | (base & 0x1_C000_0000L) << 13
                | (base & 0x3FFF_8000L) << 12
                | (base & 0x7FFF) << 11
                | ticks % TsClock.TICKS_PER_STAMP << 1;
        buffer.setInt(at, (int) (bits >>> 16));
        buffer.setShort(at + 4, (int) bits);
    }

    /** Whether the header announces stamps that lie beyond the given bytes. */
    public boolean stampsCut() {
        if (end - start < FIXED_SIZE) {
            return hasOptionalHeader();
        }
        return ((flags & PTS_FLAG) != 0 && !hasPts())
                || ((flags & BOTH_FLAGS) == BOTH_FLAGS && !hasDts())
                || ((flags & ESCR_FLAG) != 0 && !hasEscr());
    }

    /** Absolute index of the first byte of the elementary stream, at most the end of the given bytes. */
    public int dataStart() {
        if (!hasOptionalHeader()) {
            return Math.min(start + 6, end);
        }
        if (end - start < FIXED_SIZE) {
            return end;
        }
        return Math.min(start + FIXED_SIZE + buffer.getUnsignedByte(start + HEADER_LENGTH_OFFSET), end);
    }

    /** Behind the stamps that there are. */
    private int escrOffset() {
        return (flags & PTS_FLAG) == 0
                ? PTS_OFFSET
                : (flags & BOTH_FLAGS) == BOTH_FLAGS ? DTS_OFFSET + STAMP_SIZE : DTS_OFFSET;
    }

    private boolean holds(int offset, int size) {
        return end - start >= offset + size
                && buffer.getUnsignedByte(start + HEADER_LENGTH_OFFSET) >= offset + size - FIXED_SIZE;
    }

    // ISO/IEC 13818-1, 2.4.3.6 and Table 2-22: these stream ids have no flags and no stamps.
    private boolean hasOptionalHeader() {
        return switch (streamId()) {
            case 0xBC, 0xBE, 0xBF, 0xF0, 0xF1, 0xF2, 0xF8, 0xFF -> false;
            default -> true;
        };
    }

    // 2.4.3.6: 4 bits of prefix, then 3 + 15 + 15 bits, each group followed by a marker bit.
    static long readStamp(ByteBuf buffer, int at) {
        return (buffer.getByte(at) & 0x0EL) << 29
                | (buffer.getUnsignedShort(at + 1) & 0xFFFEL) << 14
                | (buffer.getUnsignedShort(at + 3) & 0xFFFEL) >> 1;
    }

    static void writeStamp(ByteBuf buffer, int at, long stamp) {
        buffer.setByte(at, (buffer.getByte(at) & 0xF1) | (int) (stamp >>> 29 & 0x0E));
        buffer.setShort(at + 1, (int) (stamp >>> 14 & 0xFFFE) | (buffer.getByte(at + 2) & 1));
        buffer.setShort(at + 3, (int) (stamp << 1 & 0xFFFE) | (buffer.getByte(at + 4) & 1));
    }
}
