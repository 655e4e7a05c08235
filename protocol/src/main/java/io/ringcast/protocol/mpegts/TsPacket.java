package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A view of one 188-byte transport packet inside a buffer, laid over it by {@link #wrap} and never copied.
 *
 * <p>Borrows the buffer: it is valid until the buffer is released or the next {@code wrap}. Damaged lengths never lead outside the
 * packet: an adaptation field that would not fit counts as absent, together with the payload behind it.
 */
public final class TsPacket {

    /** Bytes in a packet (ISO/IEC 13818-1, 2.4.3.2). */
    public static final int SIZE = 188;

    /** The first byte of every packet. */
    public static final byte SYNC_BYTE = 0x47;

    /** The PID of the program association table (Table 2-3). */
    public static final int PAT_PID = 0x0000;

    /** The PID of packets that carry nothing (Table 2-3). */
    public static final int NULL_PID = 0x1FFF;

    /** How many PIDs there are: 13 bits. */
    public static final int PID_COUNT = 0x2000;

    // ISO/IEC 13818-1, 2.4.3.2: the four bytes of the header as one big-endian number.
    private static final int TRANSPORT_ERROR = 0x0080_0000;
    private static final int PAYLOAD_UNIT_START = 0x0040_0000;
    private static final int ADAPTATION_FIELD = 0x0000_0020;
    private static final int PAYLOAD = 0x0000_0010;
    private static final int HEADER_SIZE = 4;

    // ISO/IEC 13818-1, 2.4.3.4: offsets in the packet and flags of the adaptation field.
    private static final int ADAPTATION_LENGTH_OFFSET = 4;
    private static final int ADAPTATION_FLAGS_OFFSET = 5;
    private static final int CLOCKS_OFFSET = 6;
    private static final int CLOCK_SIZE = 6;
    private static final int MAX_ADAPTATION_LENGTH = 183;
    private static final int DISCONTINUITY = 0x80;
    private static final int RANDOM_ACCESS = 0x40;
    private static final int PCR = 0x10;
    private static final int OPCR = 0x08;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int index;
    private int header;

    /** Lays this view over the packet that begins at {@code index}; 188 bytes must be readable there. Borrows {@code buffer}. */
    public TsPacket wrap(ByteBuf buffer, int index) {
        this.buffer = buffer;
        this.index = index;
        this.header = buffer.getInt(index);
        return this;
    }

    /** The PID in a packet header that was read as a big-endian number. */
    public static int pid(int header) {
        return header >> 8 & 0x1FFF;
    }

    public ByteBuf buffer() {
        return buffer;
    }

    /** Where the packet begins in {@link #buffer()}. */
    public int index() {
        return index;
    }

    public boolean hasSync() {
        return (byte) (header >>> 24) == SYNC_BYTE;
    }

    /** transport_error_indicator: nothing in the packet can be relied upon. */
    public boolean transportError() {
        return (header & TRANSPORT_ERROR) != 0;
    }

    /** payload_unit_start_indicator: a PES packet or a section begins in this packet. */
    public boolean payloadUnitStart() {
        return (header & PAYLOAD_UNIT_START) != 0;
    }

    public int pid() {
        return pid(header);
    }

    void setPid(int pid) {
        header = (header & ~0x001F_FF00) | pid << 8;
        buffer.setInt(index, header);
    }

    /** transport_scrambling_control: 0 when the payload is in the clear (Table 2-4). */
    public int scrambling() {
        return header >> 6 & 0x03;
    }

    public boolean hasAdaptationField() {
        return (header & ADAPTATION_FIELD) != 0;
    }

    public boolean hasPayload() {
        return (header & PAYLOAD) != 0;
    }

    /** continuity_counter, 0 to 15. */
    public int continuityCounter() {
        return header & 0x0F;
    }

    public void setContinuityCounter(int counter) {
        header = (header & ~0x0F) | (counter & 0x0F);
        buffer.setByte(index + 3, header);
    }

    /** Bytes of the adaptation field behind its length byte; 0 when absent or when the length is out of range. */
    public int adaptationFieldLength() {
        if (!hasAdaptationField()) {
            return 0;
        }
        int length = buffer.getUnsignedByte(index + ADAPTATION_LENGTH_OFFSET);
        return length > MAX_ADAPTATION_LENGTH ? 0 : length;
    }

    /** discontinuity_indicator (2.4.3.5): the clock or the continuity counter may jump here. */
    public boolean discontinuity() {
        return (adaptationFlags() & DISCONTINUITY) != 0;
    }

    /** Sets the discontinuity_indicator. Only where there is an adaptation field that is not empty, as with a PCR. */
    public void markDiscontinuity() {
        int at = index + ADAPTATION_FLAGS_OFFSET;
        buffer.setByte(at, buffer.getByte(at) | DISCONTINUITY);
    }

    /** random_access_indicator (2.4.3.5): a decoder can start with the elementary stream that begins here. */
    public boolean randomAccess() {
        return (adaptationFlags() & RANDOM_ACCESS) != 0;
    }

    public boolean hasPcr() {
        return (adaptationFlags() & PCR) != 0 && adaptationFieldLength() >= 1 + CLOCK_SIZE;
    }

    /** The program clock reference in 27 MHz ticks. Only when {@link #hasPcr()}. */
    public long pcr() {
        return readClock(index + CLOCKS_OFFSET);
    }

    /** Overwrites the program clock reference. Only when {@link #hasPcr()}. */
    public void setPcr(long ticks) {
        writeClock(index + CLOCKS_OFFSET, ticks);
    }

    public boolean hasOpcr() {
        return (adaptationFlags() & OPCR) != 0
                && adaptationFieldLength() >= 1 + CLOCK_SIZE + (hasPcr() ? CLOCK_SIZE : 0);
    }

    /** The original program clock reference in 27 MHz ticks. Only when {@link #hasOpcr()}. */
    public long opcr() {
        return readClock(opcrOffset());
    }

    /** Overwrites the original program clock reference. Only when {@link #hasOpcr()}. */
    public void setOpcr(long ticks) {
        writeClock(opcrOffset(), ticks);
    }

    /** Absolute index of the first payload byte; equal to {@link #payloadEnd()} when there is no payload. */
    public int payloadStart() {
        if (!hasPayload()) {
            return payloadEnd();
        }
        if (!hasAdaptationField()) {
            return index + HEADER_SIZE;
        }
        int length = buffer.getUnsignedByte(index + ADAPTATION_LENGTH_OFFSET);
        return Math.min(index + HEADER_SIZE + 1 + length, payloadEnd());
    }

    /** Absolute index behind the last byte of the packet. */
    public int payloadEnd() {
        return index + SIZE;
    }

    /** The flags of the adaptation field; 0 when there is none. */
    int adaptationFlags() {
        return adaptationFieldLength() == 0 ? 0 : buffer.getUnsignedByte(index + ADAPTATION_FLAGS_OFFSET);
    }

    private int opcrOffset() {
        return index + CLOCKS_OFFSET + (hasPcr() ? CLOCK_SIZE : 0);
    }

    // ISO/IEC 13818-1, 2.4.3.5: base (33 bits, 90 kHz), 6 reserved bits, extension (9 bits, 27 MHz modulo 300).
    private long readClock(int at) {
        long base = buffer.getUnsignedInt(at) << 1 | buffer.getUnsignedByte(at + 4) >> 7;
        int extension = buffer.getUnsignedShort(at + 4) & 0x1FF;
        return base * TsClock.TICKS_PER_STAMP + extension;
    }

    private void writeClock(int at, long ticks) {
        long base = ticks / TsClock.TICKS_PER_STAMP;
        int extension = (int) (ticks % TsClock.TICKS_PER_STAMP);
        int reserved = buffer.getUnsignedByte(at + 4) & 0x7E;
        buffer.setInt(at, (int) (base >>> 1));
        buffer.setByte(at + 4, (int) (base & 1) << 7 | reserved | extension >> 8);
        buffer.setByte(at + 5, extension);
    }
}
