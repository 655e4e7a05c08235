package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/** The header of a frame of MPEG audio, layers I to III, versions 1, 2 and 2.5: ISO/IEC 11172-3, 2.4.1.3; 13818-3, 2.4.2.3. */
final class MpegAudioFrame extends AudioFrame {

    static final int HEADER_SIZE = 4;

    private static final int VERSION_1 = 3;
    private static final int VERSION_2 = 2;
    private static final int LAYER_III = 1;
    private static final int LAYER_I = 3;
    private static final int MONO = 3;
    private static final int CRC_SIZE = 2;

    /** kbit/s by index: 11172-3, 2.4.2.3. */
    private static final int[][] RATES_1 = {
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448}
    };

    /** The same at low sampling frequencies: 13818-3, 2.4.2.3. */
    private static final int[][] RATES_2 = {
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256}
    };

    private static final int[] FREQUENCIES = {44_100, 48_000, 32_000};

    private int header;

    @Override
    int headerSize() {
        return HEADER_SIZE;
    }

    @Override
    int maxSize() {
        return 2881;
    }

    @Override
    Format format() {
        return isLayer3() ? Format.MP3 : Format.MP2;
    }

    @Override
    boolean read(ByteBuf bytes, int index) {
        return read(bytes.getInt(index));
    }

    boolean read(int newHeader) {
        header = newHeader;
        int version = version();
        int layer = layer();
        int bitRate = bitRateIndex();
        int frequency = (header >>> 10) & 3;
        // Free format (index 0) says nothing of its length; version 1, layer 0, index 15, frequency 3 and emphasis 2
        // are reserved.
        if (header >>> 21 != 0x7FF
                || version == 1
                || layer == 0
                || bitRate == 0
                || bitRate == 15
                || frequency == 3
                || (header & 3) == 2) {
            return false;
        }
        // version 2 at half the frequencies, version 2.5 at a quarter
        int halved = version == VERSION_1 ? 0 : version == VERSION_2 ? 1 : 2;
        rate = FREQUENCIES[frequency] >> halved;
        size = sizeAt(bitRate);
        samples = layer == LAYER_I ? 384 : layer == LAYER_III && version != VERSION_1 ? 576 : 1152;
        independent = true;
        kind = header & 0xFFFE_0C00;
        return true;
    }

    boolean isLayer3() {
        return layer() == LAYER_III;
    }

    int header() {
        return header;
    }

    int bitRateIndex() {
        return (header >>> 12) & 15;
    }

    /** Bytes of the frame if it had another bit rate. */
    int sizeAt(int bitRateIndex) {
        int layer = layer();
        boolean first = version() == VERSION_1;
        int bits = (first ? RATES_1 : RATES_2)[layer - 1][bitRateIndex] * 1000;
        int padding = (header >>> 9) & 1;
        if (layer == LAYER_I) {
            return (12 * bits / rate + padding) * 4;
        }
        int slots = layer == LAYER_III && !first ? 72 : 144;
        return slots * bits / rate + padding;
    }

    /** Bytes between the header and the main data of layer III: an error check and the side information (2.4.1.7). */
    int sideEnd() {
        return HEADER_SIZE + (hasCrc() ? CRC_SIZE : 0) + sideSize();
    }

    int sideSize() {
        boolean mono = ((header >>> 6) & 3) == MONO;
        if (version() == VERSION_1) {
            return mono ? 17 : 32;
        }
        return mono ? 9 : 17;
    }

    /** How many bytes before the frame its main data begins, of layer III: 9 bits, 8 at low sampling frequencies. */
    int mainDataBegin(ByteBuf bytes, int index) {
        int at = index + HEADER_SIZE + (hasCrc() ? CRC_SIZE : 0);
        return version() == VERSION_1 ? bytes.getUnsignedShort(at) >>> 7 : bytes.getUnsignedByte(at);
    }

    private boolean hasCrc() {
        return (header & 0x1_0000) == 0;
    }

    private int version() {
        return (header >>> 19) & 3;
    }

    private int layer() {
        return (header >>> 17) & 3;
    }
}
