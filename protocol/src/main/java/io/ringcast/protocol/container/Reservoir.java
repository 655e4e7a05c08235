package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * The bit reservoir of MPEG audio, layer III: the main data of a frame begins up to 511 bytes of main data before it (ISO/IEC 11172-3,
 * 2.4.2.7, {@code main_data_begin}), so a decoder that starts there lacks them.
 *
 * <p>For a late listener they are put into a silent frame that comes before: its side information is zero, so nothing of it is played,
 * and what a decoder keeps of it is what the first real frame needs. That frame decodes to the very samples that everybody else hears.
 */
final class Reservoir {

    private static final int MOST = 511;
    private static final byte[] NOTHING = {};

    private final byte[] main = new byte[MOST];
    private int held;

    /** Whether the frame that begins at {@code index} finds what it needs. */
    boolean suffices(MpegAudioFrame frame, ByteBuf bytes, int index) {
        return frame.mainDataBegin(bytes, index) <= held;
    }

    /** The frame to be put before the one at {@code index}, which was read last and must not have been added; empty if it needs none. */
    byte[] preamble(MpegAudioFrame frame, ByteBuf bytes, int index) {
        int needed = frame.mainDataBegin(bytes, index);
        if (needed == 0) {
            return NOTHING;
        }
        int sideEnd = MpegAudioFrame.HEADER_SIZE + frame.sideSize();
        int bitRate = 1;
        while (bitRate < 14 && frame.sizeAt(bitRate) - sideEnd < needed) {
            bitRate++;
        }
        byte[] silent = new byte[frame.sizeAt(bitRate)];
        // protection_bit 1: no error check
        int header = (frame.header() & 0xFFFF_0FFF) | 0x1_0000 | bitRate << 12;
        for (int i = 0; i < MpegAudioFrame.HEADER_SIZE; i++) {
            silent[i] = (byte) (header >>> (24 - 8 * i));
        }
        int from = Math.max(sideEnd, silent.length - needed);
        int count = silent.length - from;
        System.arraycopy(main, held - count, silent, from, count);
        return silent;
    }

    /** The main data of the whole frame at {@code index}, which was read last, can be needed by those that follow. */
    void add(MpegAudioFrame frame, ByteBuf bytes, int index) {
        int from = Math.min(frame.sideEnd(), frame.size());
        int count = Math.min(MOST, frame.size() - from);
        int keep = Math.min(held, MOST - count);
        System.arraycopy(main, held - keep, main, 0, keep);
        bytes.getBytes(index + frame.size() - count, main, keep, count);
        held = keep + count;
    }

    /** Bytes were lost: nothing is known of what came before. */
    void clear() {
        held = 0;
        Arrays.fill(main, (byte) 0);
    }
}
