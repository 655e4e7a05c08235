package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/** The header of a FLAC frame, read where it lies: RFC 9639, 9.1. One is read again and again. */
final class FlacFrame {

    /** The most that a header has: 9.1.1 to 9.1.8. */
    static final int MAX_HEADER = 16;

    /** Answers of {@link #read}. */
    enum Answer {
        HEADER,
        NONE,
        MORE
    }

    private static final int[] RATES = {
        0, 88_200, 176_400, 192_000, 8_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000
    };

    private int blockSize;
    private int rate;
    private boolean variable;

    /** Samples of each channel in it. */
    int blockSize() {
        return blockSize;
    }

    /** Samples a second, 0 when only the stream's header says it. */
    int rate() {
        return rate;
    }

    /** Whether frames differ in size: the same in all of a stream. */
    boolean variable() {
        return variable;
    }

    /** Reads the header at {@code index}, of which {@code readable} bytes are there. */
    Answer read(ByteBuf bytes, int index, int readable) {
        // 15 bits of sync code and zero, then the blocking strategy
        if (readable < 1 || bytes.getUnsignedByte(index) != 0xFF) {
            return readable < 1 ? Answer.MORE : Answer.NONE;
        }
        if (readable < 2 || (bytes.getUnsignedByte(index + 1) & 0xFE) != 0xF8) {
            return readable < 2 ? Answer.MORE : Answer.NONE;
        }
        if (readable < 5) {
            return Answer.MORE;
        }
        variable = (bytes.getByte(index + 1) & 1) != 0;
        int sizeCode = bytes.getUnsignedByte(index + 2) >>> 4;
        int rateCode = bytes.getByte(index + 2) & 15;
        int channels = bytes.getUnsignedByte(index + 3) >>> 4;
        int depth = (bytes.getByte(index + 3) >>> 1) & 7;
        if (sizeCode == 0 || rateCode == 15 || channels > 10 || depth == 3 || (bytes.getByte(index + 3) & 1) != 0) {
            return Answer.NONE;
        }
        int number = numberSize(bytes.getUnsignedByte(index + 4));
        if (number == 0) {
            return Answer.NONE;
        }
        int sizeBytes = sizeCode == 6 ? 1 : sizeCode == 7 ? 2 : 0;
        int rateBytes = rateCode == 12 ? 1 : rateCode > 12 ? 2 : 0;
        int length = 4 + number + sizeBytes + rateBytes;
        if (readable < length + 1) {
            return Answer.MORE;
        }
        int crc = 0;
        for (int i = 0; i < length; i++) {
            crc = Crc16.next8(crc, bytes.getUnsignedByte(index + i));
        }
        if (crc != bytes.getUnsignedByte(index + length)) {
            return Answer.NONE;
        }
        int at = index + 4 + number;
        blockSize = blockSize(sizeCode, bytes, at);
        rate = rate(rateCode, bytes, at + sizeBytes);
        return Answer.HEADER;
    }

    /** 9.1.1 and 9.1.6 */
    private static int blockSize(int code, ByteBuf bytes, int at) {
        if (code == 1) {
            return 192;
        } else if (code <= 5) {
            return 144 << code;
        } else if (code == 6) {
            return bytes.getUnsignedByte(at) + 1;
        }
        return code == 7 ? bytes.getUnsignedShort(at) + 1 : 1 << code;
    }

    /** 9.1.2 and 9.1.7 */
    private static int rate(int code, ByteBuf bytes, int at) {
        return switch (code) {
            case 12 -> bytes.getUnsignedByte(at) * 1000;
            case 13 -> bytes.getUnsignedShort(at);
            case 14 -> bytes.getUnsignedShort(at) * 10;
            default -> RATES[code];
        };
    }

    /** Bytes of the frame's or the sample's number, coded as UTF-8 codes characters: 9.1.5; 0 when it is none. */
    private static int numberSize(int first) {
        int ones = Integer.numberOfLeadingZeros(~(first << 24));
        return ones == 0 ? 1 : ones == 1 || ones == 8 ? 0 : ones;
    }
}
