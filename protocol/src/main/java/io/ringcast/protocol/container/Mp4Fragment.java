package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/**
 * What the {@code moof} box of a fragment says of one track: ISO/IEC 14496-12, 8.8.4 to 8.8.12.
 *
 * @param hasTrack whether there are samples of the track in it
 * @param begins when the first of them is decoded, ticks of the track; -1 if it does not say
 * @param sync whether a decoder can start with the first of them
 * @param absolute whether it names places in the file, which are not those in what a late listener gets
 */
record Mp4Fragment(boolean hasTrack, long begins, boolean sync, boolean absolute) {

    private static final int BASE_DATA_OFFSET = 0x1;
    private static final int DESCRIPTION_INDEX = 0x2;
    private static final int DEFAULT_DURATION = 0x8;
    private static final int DEFAULT_SIZE = 0x10;
    private static final int DEFAULT_FLAGS = 0x20;
    private static final int DATA_OFFSET = 0x1;
    private static final int FIRST_FLAGS = 0x4;
    private static final int SAMPLE_DURATION = 0x100;
    private static final int SAMPLE_SIZE = 0x200;
    private static final int SAMPLE_FLAGS = 0x400;
    private static final int NON_SYNC = 0x1_0000;

    /** Reads the box whose content lies from {@code from} to {@code to}. */
    static Mp4Fragment read(ByteBuf bytes, int from, int to, Mp4Movie movie) {
        Reader reader = new Reader(bytes, movie);
        Mp4Box.children(bytes, from, to, box -> {
            if (box.type() == Mp4Box.TRAF) {
                reader.readTrack(box);
            }
        });
        return new Mp4Fragment(reader.hasTrack, reader.begins, reader.sync, reader.absolute);
    }

    /** Reads one box. */
    private static final class Reader {

        private final ByteBuf bytes;
        private final Mp4Movie movie;
        private final int wanted;
        private boolean isMain;
        private int defaultFlags;
        private boolean hasTrack;
        private long begins = -1;
        private boolean sync;
        private boolean absolute;

        Reader(ByteBuf bytes, Mp4Movie movie) {
            this.bytes = bytes;
            this.movie = movie;
            this.wanted = movie.main().id();
        }

        void readTrack(Mp4Box track) {
            isMain = false;
            Mp4Box.children(bytes, track.content(), track.end(), box -> {
                if (box.type() == Mp4Box.TFHD) {
                    readHeader(box);
                } else if (box.type() == Mp4Box.TFDT && isMain && box.holds(0, 8)) {
                    boolean large = bytes.getByte(box.content()) == 1 && box.holds(0, 12);
                    int at = box.content() + 4;
                    begins = large ? Math.max(-1, bytes.getLong(at)) : bytes.getUnsignedInt(at);
                } else if (box.type() == Mp4Box.TRUN && isMain && !hasTrack) {
                    readRun(box);
                }
            });
        }

        /** 8.8.7 */
        private void readHeader(Mp4Box box) {
            if (!box.holds(0, 8)) {
                return;
            }
            int flags = bytes.getInt(box.content()) & 0xFF_FFFF;
            int id = bytes.getInt(box.content() + 4);
            isMain = id == wanted;
            absolute |= (flags & BASE_DATA_OFFSET) != 0;
            int offset = 8
                    + ((flags & BASE_DATA_OFFSET) != 0 ? 8 : 0)
                    + ((flags & DESCRIPTION_INDEX) != 0 ? 4 : 0)
                    + ((flags & DEFAULT_DURATION) != 0 ? 4 : 0)
                    + ((flags & DEFAULT_SIZE) != 0 ? 4 : 0);
            boolean own = (flags & DEFAULT_FLAGS) != 0 && box.holds(offset, 4);
            defaultFlags = own ? bytes.getInt(box.content() + offset) : movie.defaultFlags(id);
        }

        /** 8.8.8 */
        private void readRun(Mp4Box box) {
            if (!box.holds(0, 8) || bytes.getInt(box.content() + 4) == 0) {
                return;
            }
            hasTrack = true;
            int flags = bytes.getInt(box.content()) & 0xFF_FFFF;
            int offset = 8 + ((flags & DATA_OFFSET) != 0 ? 4 : 0);
            int sample = defaultFlags;
            if ((flags & FIRST_FLAGS) != 0 && box.holds(offset, 4)) {
                sample = bytes.getInt(box.content() + offset);
            } else if ((flags & SAMPLE_FLAGS) != 0) {
                offset += ((flags & SAMPLE_DURATION) != 0 ? 4 : 0) + ((flags & SAMPLE_SIZE) != 0 ? 4 : 0);
                sample = box.holds(offset, 4) ? bytes.getInt(box.content() + offset) : NON_SYNC;
            }
            sync = (sample & NON_SYNC) == 0;
        }
    }
}
