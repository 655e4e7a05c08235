package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * A view of what stands behind the clocks in the adaptation field of a packet (ISO/IEC 13818-1, 2.4.3.4): splice_countdown, private data
 * and the extension. Borrows the packet's buffer until the next {@link #wrap}; what does not fit into the field counts as absent.
 */
public final class AdaptationField {

    private static final int ABSENT = -1;

    private static final int OPCR = 0x08;
    private static final int PCR = 0x10;
    private static final int SPLICING_POINT = 0x04;
    private static final int PRIVATE_DATA = 0x02;
    private static final int EXTENSION = 0x01;

    private static final int LEGAL_TIME_WINDOW = 0x80;
    private static final int PIECEWISE_RATE = 0x40;
    private static final int SEAMLESS_SPLICE = 0x20;
    private static final int FLAGS_OFFSET = 5;
    private static final int CLOCK_SIZE = 6;
    private static final int STAMP_SIZE = 5;

    private ByteBuf buffer = Unpooled.EMPTY_BUFFER;
    private int countdown;
    private int privateData;
    private int privateLength;
    private int window;
    private int rate;
    private int splice;

    /** Lays this view over the adaptation field of {@code packet}. */
    public AdaptationField wrap(TsPacket packet) {
        buffer = packet.buffer();
        countdown = ABSENT;
        privateData = ABSENT;
        privateLength = 0;
        window = ABSENT;
        rate = ABSENT;
        splice = ABSENT;
        int flags = packet.adaptationFlags();
        if ((flags & (SPLICING_POINT | PRIVATE_DATA | EXTENSION)) != 0) {
            int start = packet.index() + FLAGS_OFFSET;
            read(flags, start + 1, start + packet.adaptationFieldLength());
        }
        return this;
    }

    public boolean hasSpliceCountdown() {
        return countdown != ABSENT;
    }

    /** splice_countdown: packets of the PID until the splicing point, negative behind it. Only when it is there. */
    public int spliceCountdown() {
        return buffer.getByte(countdown);
    }

    /** Bytes of transport_private_data; 0 when there is none. */
    public int privateDataLength() {
        return privateLength;
    }

    /** Absolute index of the private data. Only when there is some. */
    public int privateDataStart() {
        return privateData;
    }

    /** Whether there is a legal time window (ltw_flag). */
    public boolean hasLegalTimeWindow() {
        return window != ABSENT;
    }

    /** ltw_offset in units of 300 ticks of 27 MHz; negative when it is not valid. Only when it is there. */
    public int legalTimeWindowOffset() {
        int bits = buffer.getUnsignedShort(window);
        return (bits & 0x8000) != 0 ? bits & 0x7FFF : -1;
    }

    public boolean hasPiecewiseRate() {
        return rate != ABSENT;
    }

    /** piecewise_rate in units of 50 bytes a second. Only when it is there. */
    public int piecewiseRate() {
        return buffer.getUnsignedMedium(rate) & 0x3F_FFFF;
    }

    /** Whether there is a seamless splice with the decoding time of the next access unit. */
    public boolean hasNextDts() {
        return splice != ABSENT;
    }

    /** DTS_next_AU in 90 kHz ticks. Only when it is there. */
    public long nextDts() {
        return PesHeader.readStamp(buffer, splice);
    }

    /** Overwrites DTS_next_AU. Only when it is there. */
    public void setNextDts(long stamp) {
        PesHeader.writeStamp(buffer, splice, stamp);
    }

    private void read(int flags, int from, int end) {
        int at = from + ((flags & PCR) != 0 ? CLOCK_SIZE : 0) + ((flags & OPCR) != 0 ? CLOCK_SIZE : 0);
        if ((flags & SPLICING_POINT) != 0) {
            if (at >= end) {
                return;
            }
            countdown = at++;
        }
        if ((flags & PRIVATE_DATA) != 0) {
            if (at >= end || at + 1 + buffer.getUnsignedByte(at) > end) {
                return;
            }
            privateLength = buffer.getUnsignedByte(at);
            privateData = at + 1;
            at += 1 + privateLength;
        }
        if ((flags & EXTENSION) != 0 && at < end) {
            readExtension(at + 1, Math.min(end, at + 1 + buffer.getUnsignedByte(at)));
        }
    }

    private void readExtension(int from, int end) {
        if (from >= end) {
            return;
        }
        int flags = buffer.getUnsignedByte(from);
        int at = from + 1;
        if ((flags & LEGAL_TIME_WINDOW) != 0) {
            window = at + 2 <= end ? at : ABSENT;
            at += 2;
        }
        if ((flags & PIECEWISE_RATE) != 0) {
            rate = at + 3 <= end ? at : ABSENT;
            at += 3;
        }
        if ((flags & SEAMLESS_SPLICE) != 0 && at + STAMP_SIZE <= end) {
            splice = at;
        }
    }
}
