package io.ringcast.protocol.mpegts;

/** The CRC-32 of program specific information (ISO/IEC 13818-1, Annex A): polynomial 0x04C11DB7, all ones first, not reflected. */
final class Crc32Mpeg {

    private static final int POLYNOMIAL = 0x04C11DB7;
    private static final int[] TABLE = table();

    private Crc32Mpeg() {}

    /** The CRC of {@code length} bytes; 0 over a section together with its CRC_32 when it is undamaged. */
    static int of(byte[] bytes, int length) {
        int crc = -1;
        for (int i = 0; i < length; i++) {
            crc = next(crc, bytes[i]);
        }
        return crc;
    }

    /** The CRC one byte further. */
    static int next(int crc, int b) {
        return crc << 8 ^ TABLE[(crc >>> 24 ^ b) & 0xFF];
    }

    private static int[] table() {
        int[] table = new int[256];
        for (int i = 0; i < table.length; i++) {
            int crc = i << 24;
            for (int bit = 0; bit < 8; bit++) {
                crc = crc < 0 ? crc << 1 ^ POLYNOMIAL : crc << 1;
            }
            table[i] = crc;
        }
        return table;
    }
}
