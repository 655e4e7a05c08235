package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/** A page of an Ogg stream, read where it lies: RFC 3533, 6. One is read again and again. */
final class OggPage {

    static final int HEADER_SIZE = 27;

    /** No packet ends in the page. */
    static final long NO_GRANULE = -1;

    private static final int CAPTURE = 0x4F67_6753; // OggS
    private static final int CONTINUED = 1;
    private static final int BEGINS = 2;
    private static final int ENDS = 4;
    private static final int MAX_LACING = 255;

    /** Polynomial 0x04C11DB7, no reflection, from 0: RFC 3533, 6, field 7. */
    private static final int[] CRC = crcTable();

    private int flags;
    private long granule;
    private int serial;
    private int segments;
    private int size;
    private int payload;
    private int packets;
    private int firstPacket;

    /** Whether what is at {@code index} may be a page, by the bytes that are there. */
    static boolean mayBegin(ByteBuf bytes, int index, int readable) {
        for (int i = 0; i < Math.min(readable, 4); i++) {
            if (bytes.getUnsignedByte(index + i) != ((CAPTURE >>> (24 - 8 * i)) & 0xFF)) {
                return false;
            }
        }
        return readable < 5 || bytes.getByte(index + 4) == 0;
    }

    /** Bytes of the page at {@code index}, of which the header is there; 0 while its segment table is not. */
    static int size(ByteBuf bytes, int index, int readable) {
        int count = bytes.getUnsignedByte(index + 26);
        if (readable < HEADER_SIZE + count) {
            return 0;
        }
        int size = HEADER_SIZE + count;
        for (int i = 0; i < count; i++) {
            size += bytes.getUnsignedByte(index + HEADER_SIZE + i);
        }
        return size;
    }

    /** Whether the page at {@code index}, all of which is there, is as it was written. */
    static boolean isWhole(ByteBuf bytes, int index, int size) {
        int crc = 0;
        for (int i = 0; i < size; i++) {
            int b = i >= 22 && i < 26 ? 0 : bytes.getUnsignedByte(index + i);
            crc = (crc << 8) ^ CRC[(crc >>> 24) ^ b];
        }
        return crc == bytes.getIntLE(index + 22);
    }

    /** Reads the page at {@code index}, all of which is there. */
    void read(ByteBuf bytes, int index) {
        flags = bytes.getByte(index + 5);
        granule = bytes.getLongLE(index + 6);
        serial = bytes.getIntLE(index + 14);
        segments = bytes.getUnsignedByte(index + 26);
        payload = index + HEADER_SIZE + segments;
        size = size(bytes, index, Integer.MAX_VALUE);
        packets = 0;
        firstPacket = 0;
        for (int i = 0; i < segments; i++) {
            int lacing = bytes.getUnsignedByte(index + HEADER_SIZE + i);
            firstPacket += packets == 0 ? lacing : 0;
            packets += lacing < MAX_LACING ? 1 : 0;
        }
    }

    int size() {
        return size;
    }

    int serial() {
        return serial;
    }

    /** What the codec makes of the end of the last packet that ends in it, {@link #NO_GRANULE} when none does. */
    long granule() {
        return granule;
    }

    /** Whether it is the first one of its logical stream. */
    boolean begins() {
        return (flags & BEGINS) != 0;
    }

    /** Whether it is the last one of its logical stream. */
    boolean ends() {
        return (flags & ENDS) != 0;
    }

    /** Whether a packet begins with it. */
    boolean isFresh() {
        return (flags & CONTINUED) == 0 && segments > 0;
    }

    /** How many packets end in it. */
    int packets() {
        return packets;
    }

    /** Index of its first packet. */
    int payload() {
        return payload;
    }

    /** Bytes of its first packet that lie in it. */
    int firstPacket() {
        return firstPacket;
    }

    private static int[] crcTable() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = (crc << 1) ^ (crc < 0 ? 0x04C1_1DB7 : 0);
            }
            table[i] = crc;
        }
        return table;
    }
}
