package io.ringcast.protocol.container;

/** The checks of FLAC frames: RFC 9639, 9.1.8 and 9.3. */
final class Crc16 {

    private static final int[] CRC8 = new int[256];
    private static final int[] CRC16 = new int[256];

    static {
        for (int i = 0; i < 256; i++) {
            int small = i;
            int large = i << 8;
            for (int bit = 0; bit < 8; bit++) {
                small = (small << 1) ^ ((small & 0x80) == 0 ? 0 : 0x07);
                large = (large << 1) ^ ((large & 0x8000) == 0 ? 0 : 0x8005);
            }
            CRC8[i] = small & 0xFF;
            CRC16[i] = large & 0xFFFF;
        }
    }

    private Crc16() {}

    /** The check of a header with another byte. */
    static int next8(int crc, int b) {
        return CRC8[crc ^ b];
    }

    /** The check of a frame with another byte; 0 behind the check itself. */
    static int next16(int crc, int b) {
        return ((crc << 8) & 0xFFFF) ^ CRC16[(crc >>> 8) ^ b];
    }
}
