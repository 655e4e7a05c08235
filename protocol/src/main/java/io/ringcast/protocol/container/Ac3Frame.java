package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/** The header of a frame of AC-3 or Enhanced AC-3: ETSI TS 102 366, 4.3.1 to 4.3.2 and E.1.2. */
final class Ac3Frame extends AudioFrame {

    private static final int HEADER_SIZE = 6;
    private static final int SYNC_WORD = 0x0B77;
    private static final int BLOCK_SAMPLES = 256;
    private static final int MAX_BSID_AC3 = 10;
    private static final int MAX_BSID = 16;
    private static final int DEPENDENT = 1;
    private static final int RESERVED_TYPE = 3;

    private static final int[] FREQUENCIES = {48_000, 44_100, 32_000};
    private static final int[] KBITS = {
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
    };
    private static final int[] BLOCKS = {1, 2, 3, 6};

    private boolean enhanced;

    @Override
    int headerSize() {
        return HEADER_SIZE;
    }

    @Override
    int maxSize() {
        return 4096;
    }

    @Override
    Format format() {
        return enhanced ? Format.EAC3 : Format.AC3;
    }

    @Override
    boolean read(ByteBuf bytes, int index) {
        if (bytes.getUnsignedShort(index) != SYNC_WORD) {
            return false;
        }
        int bsid = bytes.getUnsignedByte(index + 5) >>> 3;
        enhanced = bsid > MAX_BSID_AC3;
        return bsid <= MAX_BSID && (enhanced ? readEnhanced(bytes, index) : readBasic(bytes, index));
    }

    private boolean readBasic(ByteBuf bytes, int index) {
        int code = bytes.getUnsignedByte(index + 4);
        int frequency = code >>> 6;
        int sizeCode = code & 0x3F;
        if (frequency == 3 || sizeCode >= 2 * KBITS.length) {
            return false;
        }
        // bsid 9 and 10: the same at a half and a quarter of the rate, as decoders take it
        int shift = Math.max(0, (bytes.getUnsignedByte(index + 5) >>> 3) - 8);
        int kbits = KBITS[sizeCode >>> 1];
        int words = switch (frequency) {
            case 0 -> 2 * kbits;
            case 1 -> 320 * kbits / 147 + (sizeCode & 1);
            default -> 3 * kbits;
        };
        size = 2 * words;
        rate = FREQUENCIES[frequency] >> shift;
        samples = 6 * BLOCK_SAMPLES;
        independent = true;
        kind = frequency << 1;
        return true;
    }

    private boolean readEnhanced(ByteBuf bytes, int index) {
        int word = bytes.getUnsignedShort(index + 2);
        int code = bytes.getUnsignedByte(index + 4);
        int type = word >>> 14;
        int frequency = code >>> 6;
        int low = (code >>> 4) & 3;
        if (type == RESERVED_TYPE || (frequency == 3 && low == 3)) {
            return false;
        }
        size = ((word & 0x7FF) + 1) * 2;
        rate = frequency == 3 ? FREQUENCIES[low] / 2 : FREQUENCIES[frequency];
        int blocks = frequency == 3 ? 6 : BLOCKS[low];
        boolean main = type != DEPENDENT && ((word >>> 11) & 7) == 0;
        samples = main ? blocks * BLOCK_SAMPLES : 0;
        independent = main;
        kind = rate << 1 | 1;
        return size > HEADER_SIZE;
    }
}
