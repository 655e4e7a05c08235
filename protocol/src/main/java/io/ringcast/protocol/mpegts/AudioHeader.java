package io.ringcast.protocol.mpegts;

/** The first bytes of a frame of coded sound: how long it is, in bytes and in samples. For ADTS, MPEG audio, AC-3 and E-AC-3. */
final class AudioHeader {

    /** Bytes that tell everything, in each of these codings. */
    static final int SIZE = 7;

    // ISO/IEC 13818-7, Table 35.
    private static final int[] ADTS_RATES = {
        96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8000, 7350
    };

    // ISO/IEC 11172-3, 2.4.2.3: kbit/s of layer I, II and III; ISO/IEC 13818-3, 2.4.2.3: of layer I, and of II and III.
    private static final int[][] MPEG1_KBITS = {
        {0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448},
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320}
    };
    private static final int[] MPEG2_LAYER_1_KBITS = {0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256
    };
    private static final int[] MPEG2_KBITS = {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160};
    private static final int[] MPEG1_RATES = {44_100, 48_000, 32_000};

    // ETSI TS 102 366, Table 4.13 and 4.4.1.3; E.1.3.1.4 and E.1.3.1.5.
    private static final int[] AC3_KBITS = {
        32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 448, 512, 576, 640
    };
    private static final int[] AC3_RATES = {48_000, 44_100, 32_000};
    private static final int[] EAC3_BLOCKS = {1, 2, 3, 6};
    private static final int AC3_BLOCK = 256;
    private static final int AC3_SAMPLES = 6 * AC3_BLOCK;
    private static final int LAST_AC3_BSID = 10;

    private final int[] bytes = new int[SIZE];
    private int count;
    private int length;
    private int samples;
    private int rate;

    /** Whether frames of a coding are known here. */
    static boolean knows(Codec codec) {
        return switch (codec) {
            case AAC_ADTS, MPEG_AUDIO, AC3, EAC3 -> true;
            default -> false;
        };
    }

    /** Whether a frame may begin with these two bytes. */
    static boolean isSync(Codec codec, int two) {
        return switch (codec) {
            case AAC_ADTS -> (two & 0xFFF6) == 0xFFF0;
            case MPEG_AUDIO -> (two & 0xFFE0) == 0xFFE0 && (two & 0x0006) != 0;
            case AC3, EAC3 -> two == 0x0B77;
            default -> false;
        };
    }

    void clear() {
        count = 0;
    }

    /** Takes the next byte; true when the header is whole. */
    boolean add(int b) {
        bytes[count++] = b;
        return count == SIZE;
    }

    /** Reads the whole header; false when it is none. */
    boolean read(Codec codec) {
        if (!isSync(codec, bytes[0] << 8 | bytes[1])) {
            return false;
        }
        boolean known = switch (codec) {
            case AAC_ADTS -> readAdts();
            case MPEG_AUDIO -> readMpeg();
            default -> bytes[5] >> 3 <= LAST_AC3_BSID ? readAc3() : readEac3();
        };
        return known && length >= SIZE;
    }

    /** Bytes of the frame with its header. */
    int length() {
        return length;
    }

    /** Samples of a channel by which the frame is longer than the one before began; 0 for a part that sounds together with another. */
    int samples() {
        return samples;
    }

    /** Samples a second. */
    int rate() {
        return rate;
    }

    // ISO/IEC 13818-7, 6.2.1 and 6.2.2: sampling_frequency_index, aac_frame_length, number_of_raw_data_blocks_in_frame.
    private boolean readAdts() {
        int index = bytes[2] >> 2 & 0x0F;
        length = (bytes[3] & 0x03) << 11 | bytes[4] << 3 | bytes[5] >> 5;
        samples = 1024 * ((bytes[6] & 0x03) + 1);
        rate = index < ADTS_RATES.length ? ADTS_RATES[index] : 0;
        return rate > 0;
    }

    // ISO/IEC 11172-3, 2.4.1.3: ID and layer, bitrate_index, sampling_frequency, padding_bit; ID 0 is MPEG-2.5.
    private boolean readMpeg() {
        int id = bytes[1] >> 3 & 0x03;
        int layer = 4 - (bytes[1] >> 1 & 0x03);
        int bitrate = bytes[2] >> 4;
        int frequency = bytes[2] >> 2 & 0x03;
        int padding = bytes[2] >> 1 & 0x01;
        if (id == 1 || bitrate == 0 || bitrate == 15 || frequency == 3) {
            return false;
        }
        boolean mpeg1 = id == 3;
        int[] table = mpeg1 ? MPEG1_KBITS[layer - 1] : layer == 1 ? MPEG2_LAYER_1_KBITS : MPEG2_KBITS;
        rate = MPEG1_RATES[frequency] / (mpeg1 ? 1 : id == 2 ? 2 : 4);
        samples = layer == 1 ? 384 : layer == 3 && !mpeg1 ? 576 : 1152;
        int slot = layer == 1 ? 4 : 1;
        length = (samples / 8 / slot * table[bitrate] * 1000 / rate + padding) * slot;
        return true;
    }

    // 4.4.1: fscod and frmsizecod; the words of a frame are those that 1536 samples take.
    private boolean readAc3() {
        int frequency = bytes[4] >> 6;
        int size = bytes[4] & 0x3F;
        if (frequency == 3 || size >> 1 >= AC3_KBITS.length) {
            return false;
        }
        rate = AC3_RATES[frequency];
        samples = AC3_SAMPLES;
        int words = AC3_KBITS[size >> 1] * 1000 / 16 * AC3_SAMPLES / rate;
        length = 2 * (words + (rate == 44_100 ? size & 1 : 0));
        return true;
    }

    // E.1.2.2: strmtyp, substreamid, frmsiz, fscod, numblkscod. Dependent streams and further programs sound together
    // with the first.
    private boolean readEac3() {
        int frequency = bytes[4] >> 6;
        int second = bytes[4] >> 4 & 0x03;
        if (frequency == 3 && second == 3) {
            return false;
        }
        boolean first = bytes[2] >> 6 != 1 && (bytes[2] >> 3 & 0x07) == 0;
        int blocks = frequency == 3 ? EAC3_BLOCKS[3] : EAC3_BLOCKS[second];
        rate = frequency == 3 ? AC3_RATES[second] / 2 : AC3_RATES[frequency];
        samples = first ? blocks * AC3_BLOCK : 0;
        length = 2 * (((bytes[2] & 0x07) << 8 | bytes[3]) + 1);
        return true;
    }
}
