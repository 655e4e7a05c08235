package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/**
 * Moves the times of splice information sections on one PID (ANSI/SCTE 35, 9.6.1) with the time stamps of their program: adds the offset
 * to pts_adjustment and keeps CRC_32 as right, or as wrong, as it was.
 *
 * <p>In place, packet by packet: a CRC is linear, so that what a changed byte does to it is known before the last packet of the section
 * comes. Of a section whose first nine bytes lie in two packets nothing is changed; that is counted.
 */
final class SpliceInfoPatch {

    private static final int TABLE_ID = 0xFC;
    private static final int STUFFING = 0xFF;
    private static final int ADJUSTMENT_OFFSET = 4;
    private static final int ADJUSTMENT_END = 9;
    private static final int NONE = -1;

    /** Bytes of the section that have passed; {@link #NONE} outside of sections. */
    private int position = NONE;

    private int length;
    private int crcChange;

    // As they were before the last packet, for when it comes twice.
    private int positionThen = NONE;
    private int lengthThen;
    private int crcChangeThen;
    private int counter = NONE;
    private long unreached;

    /** Sections that were left as they were. */
    long unreached() {
        return unreached;
    }

    /** Changes the sections in {@code packet} (borrowed) by {@code offset} ticks of 90 kHz; {@code inputCounter} is its counter as it came. */
    void patch(TsPacket packet, int inputCounter, long offset) {
        if (!packet.hasPayload() || packet.scrambling() != 0) {
            return;
        }
        if (inputCounter == counter) {
            position = positionThen;
            length = lengthThen;
            crcChange = crcChangeThen;
        } else if (inputCounter != (counter + 1 & 0x0F)) {
            position = NONE;
        }
        counter = inputCounter;
        positionThen = position;
        lengthThen = length;
        crcChangeThen = crcChange;
        patch(packet, offset);
    }

    private void patch(TsPacket packet, long offset) {
        ByteBuf buffer = packet.buffer();
        int at = packet.payloadStart();
        int end = packet.payloadEnd();
        if (!packet.payloadUnitStart()) {
            goOn(buffer, at, end);
            return;
        }
        if (at == end) {
            return;
        }
        int first = at + 1 + buffer.getUnsignedByte(at);
        if (first > end) {
            position = NONE;
            return;
        }
        goOn(buffer, at + 1, first);
        at = first;
        while (at < end && buffer.getUnsignedByte(at) != STUFFING) {
            at = begin(buffer, at, end, offset);
        }
    }

    private int begin(ByteBuf buffer, int at, int end, long offset) {
        position = NONE;
        if (end - at < ADJUSTMENT_END) {
            unreached++;
            return end;
        }
        length = 3 + (buffer.getUnsignedShort(at + 1) & 0x0FFF);
        crcChange = 0;
        boolean splice = buffer.getUnsignedByte(at) == TABLE_ID && buffer.getByte(at + 3) == 0;
        if (splice && length >= ADJUSTMENT_END + Section.CRC_SIZE) {
            move(buffer, at, offset);
        }
        position = 0;
        return goOn(buffer, at, end);
    }

    private void move(ByteBuf buffer, int at, long offset) {
        int from = at + ADJUSTMENT_OFFSET;
        long old = (buffer.getByte(from) & 1L) << 32 | buffer.getUnsignedInt(from + 1);
        long moved = TsClock.addStamp(old, offset);
        buffer.setByte(from, (buffer.getByte(from) & 0xFE) | (int) (moved >>> 32));
        buffer.setInt(from + 1, (int) moved);
        int crc = 0;
        for (int shift = 32; shift >= 0; shift -= 8) {
            crc = Crc32Mpeg.next(crc, (int) ((old ^ moved) >>> shift));
        }
        for (int i = ADJUSTMENT_END; i < length - Section.CRC_SIZE; i++) {
            crc = Crc32Mpeg.next(crc, 0);
        }
        crcChange = crc;
    }

    /** Passes the bytes of the section between {@code from} and {@code to}; returns where it, or the range, ends. */
    private int goOn(ByteBuf buffer, int from, int to) {
        if (position == NONE) {
            return to;
        }
        int passed = Math.min(to - from, length - position);
        int crcAt = length - Section.CRC_SIZE;
        for (int i = Math.max(position, crcAt); i < position + passed; i++) {
            int at = from + i - position;
            buffer.setByte(at, buffer.getByte(at) ^ (crcChange >>> (8 * (length - 1 - i))));
        }
        position += passed;
        if (position == length) {
            position = NONE;
        }
        return from + passed;
    }
}
