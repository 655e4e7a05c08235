package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/**
 * Moves the times of splice information sections on one PID (ANSI/SCTE 35, 9.6.1) with the time stamps of their program: adds the offset
 * to pts_adjustment and keeps CRC_32 as right, or as wrong, as it was.
 *
 * <p>In place, packet by packet: a CRC is linear, so that what a changed byte does to it is known before the last packet of the section
 * comes. A section may begin in the last bytes of a packet: what is before pts_adjustment is remembered then. Only of a section whose
 * pts_adjustment itself lies in two packets nothing is changed, since what the second part carries would change the first, which has
 * been sent; that is counted.
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

    /** The bytes before pts_adjustment of a section that began in the last bytes of a packet. */
    private final int[] head = new int[ADJUSTMENT_OFFSET];

    /** Whether only bytes of the section before its pts_adjustment have come. */
    private boolean awaited;

    // As they were before the last packet, for when it comes twice.
    private boolean awaitedThen;
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
            awaited = awaitedThen;
            length = lengthThen;
            crcChange = crcChangeThen;
        } else if (inputCounter != (counter + 1 & 0x0F)) {
            position = NONE;
            awaited = false;
        }
        counter = inputCounter;
        positionThen = position;
        awaitedThen = awaited;
        lengthThen = length;
        crcChangeThen = crcChange;
        patch(packet, offset);
    }

    private void patch(TsPacket packet, long offset) {
        ByteBuf buffer = packet.buffer();
        int at = packet.payloadStart();
        int end = packet.payloadEnd();
        if (!packet.payloadUnitStart()) {
            goOn(buffer, at, end, offset);
            return;
        }
        if (at == end) {
            return;
        }
        int first = at + 1 + buffer.getUnsignedByte(at);
        if (first > end) {
            position = NONE;
            awaited = false;
            return;
        }
        goOn(buffer, at + 1, first, offset);
        at = first;
        while (at < end && buffer.getUnsignedByte(at) != STUFFING) {
            at = begin(buffer, at, end, offset);
        }
    }

    private int begin(ByteBuf buffer, int at, int end, long offset) {
        position = NONE;
        awaited = false;
        crcChange = 0;
        if (end - at > ADJUSTMENT_OFFSET && end - at < ADJUSTMENT_END) {
            unreached++;
            return end;
        }
        int known = Math.min(end - at, ADJUSTMENT_OFFSET);
        for (int i = 0; i < known; i++) {
            head[i] = buffer.getUnsignedByte(at + i);
        }
        if (end - at <= ADJUSTMENT_OFFSET) {
            awaited = true;
            position = known;
            return end;
        }
        move(buffer, at, offset);
        position = 0;
        return pass(buffer, at, end);
    }

    /** More of a section, of which only {@link #head} has come; {@code from} is behind its {@link #position} bytes. */
    private int beginLate(ByteBuf buffer, int from, int to, long offset) {
        awaited = false;
        int at = from - position;
        if (to - at < ADJUSTMENT_END) {
            unreached++;
            position = NONE;
            return to;
        }
        for (int i = position; i < ADJUSTMENT_OFFSET; i++) {
            head[i] = buffer.getUnsignedByte(at + i);
        }
        move(buffer, at, offset);
        return pass(buffer, from, to);
    }

    /** Moves the section that begins, or would begin, at {@code at}; its first bytes are in {@link #head}. */
    private void move(ByteBuf buffer, int at, long offset) {
        length = 3 + ((head[1] << 8 | head[2]) & 0x0FFF);
        if (head[0] != TABLE_ID || head[3] != 0 || length < ADJUSTMENT_END + Section.CRC_SIZE) {
            return;
        }
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
    private int goOn(ByteBuf buffer, int from, int to, long offset) {
        if (position == NONE) {
            return to;
        }
        return awaited ? beginLate(buffer, from, to, offset) : pass(buffer, from, to);
    }

    private int pass(ByteBuf buffer, int from, int to) {
        int passed = Math.max(0, Math.min(to - from, length - position));
        int crcAt = length - Section.CRC_SIZE;
        for (int i = Math.max(position, crcAt); i < position + passed; i++) {
            int at = from + i - position;
            buffer.setByte(at, buffer.getByte(at) ^ (crcChange >>> (8 * (length - 1 - i))));
        }
        position += passed;
        if (position >= length) {
            position = NONE;
        }
        return from + passed;
    }
}
