package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * The header of a box, read where it lies: ISO/IEC 14496-12, 4.2.
 *
 * @param type four characters
 * @param content index of what is behind the header
 * @param end index behind the box
 */
record Mp4Box(int type, int content, int end) {

    static final int HEADER_SIZE = 8;
    static final int LONG_HEADER_SIZE = 16;

    static final int FTYP = 0x6674_7970;
    static final int STYP = 0x7374_7970;
    static final int MOOV = 0x6D6F_6F76;
    static final int MVHD = 0x6D76_6864;
    static final int TRAK = 0x7472_616B;
    static final int TKHD = 0x746B_6864;
    static final int MDIA = 0x6D64_6961;
    static final int MDHD = 0x6D64_6864;
    static final int HDLR = 0x6864_6C72;
    static final int MVEX = 0x6D76_6578;
    static final int TREX = 0x7472_6578;
    static final int MOOF = 0x6D6F_6F66;
    static final int TRAF = 0x7472_6166;
    static final int TFHD = 0x7466_6864;
    static final int TFDT = 0x7466_6474;
    static final int TRUN = 0x7472_756E;
    static final int MDAT = 0x6D64_6174;
    static final int SIDX = 0x7369_6478;
    static final int FREE = 0x6672_6565;
    static final int SKIP = 0x736B_6970;
    static final int WIDE = 0x7769_6465;

    /** Length of a box that goes on to the end of the file. */
    static final long TO_THE_END = 0;

    /**
     * The length that the header at {@code index} tells, {@link #TO_THE_END} if it is the last, -1 if it is none. All {@link #HEADER_SIZE}
     * bytes are there, and {@link #LONG_HEADER_SIZE} if {@link #isLong} says so.
     */
    static long length(ByteBuf bytes, int index) {
        for (int i = 4; i < HEADER_SIZE; i++) {
            int c = bytes.getUnsignedByte(index + i);
            if ((c < 0x20 || c > 0x7E) && c != 0xA9) {
                return -1;
            }
        }
        long size = bytes.getUnsignedInt(index);
        if (size == 1) {
            long large = bytes.getLong(index + HEADER_SIZE);
            return large < LONG_HEADER_SIZE ? -1 : large;
        }
        return size == 0 ? TO_THE_END : size < HEADER_SIZE ? -1 : size;
    }

    /** Whether the length stands behind the type. */
    static boolean isLong(ByteBuf bytes, int index) {
        return bytes.getInt(index) == 1;
    }

    /** Gives {@code each} the boxes from {@code from} to {@code to}, until one is not whole. */
    static void children(ByteBuf bytes, int from, int to, Consumer<Mp4Box> each) {
        int at = from;
        while (to - at >= HEADER_SIZE) {
            boolean isLong = isLong(bytes, at);
            if (isLong && to - at < LONG_HEADER_SIZE) {
                return;
            }
            long length = length(bytes, at);
            if (length <= 0 || length > to - at) {
                return;
            }
            int end = at + (int) length;
            each.accept(new Mp4Box(bytes.getInt(at + 4), at + (isLong ? LONG_HEADER_SIZE : HEADER_SIZE), end));
            at = end;
        }
    }

    /** Whether {@code count} bytes lie in the box from {@code offset} of its content on. */
    boolean holds(long offset, long count) {
        return offset >= 0 && count >= 0 && offset + count <= end - content;
    }
}
