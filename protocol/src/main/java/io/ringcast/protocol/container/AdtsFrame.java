package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/** The header of a frame of AAC in ADTS: ISO/IEC 14496-3, 1.A.2.2. */
final class AdtsFrame extends AudioFrame {

    private static final int HEADER_SIZE = 7;
    private static final int BLOCK_SAMPLES = 1024;
    private static final int[] FREQUENCIES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350
    };

    @Override
    int headerSize() {
        return HEADER_SIZE;
    }

    @Override
    int maxSize() {
        return 0x1FFF;
    }

    @Override
    Format format() {
        return Format.ADTS;
    }

    @Override
    boolean read(ByteBuf bytes, int index) {
        int header = bytes.getInt(index);
        // syncword, ID, layer 00, protection_absent
        if ((header & 0xFFF6_0000) != 0xFFF0_0000) {
            return false;
        }
        int frequency = (header >>> 10) & 15;
        size = (bytes.getUnsignedMedium(index + 3) >>> 5) & 0x1FFF;
        boolean hasCrc = (header & 0x1_0000) == 0;
        if (frequency >= FREQUENCIES.length || size < HEADER_SIZE + (hasCrc ? 2 : 0)) {
            return false;
        }
        rate = FREQUENCIES[frequency];
        samples = ((bytes.getByte(index + 6) & 3) + 1) * BLOCK_SAMPLES;
        independent = true;
        // ID, protection_absent, profile, frequency, channels
        kind = header & 0x0009_FDC0;
        return true;
    }
}
