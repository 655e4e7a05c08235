package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What the {@code moov} box of an MP4 says of its tracks: ISO/IEC 14496-12, 8.2 to 8.4 and 8.8. */
final class Mp4Movie {

    private static final int VIDEO = 0x7669_6465;
    private static final int SOUND = 0x736F_756E;
    private static final int MAX_TRACKS = 256;

    /** A track, as fragments refer to it. */
    static final class Track {
        private int id;
        private long timescale = 1;
        private int handler;

        int id() {
            return id;
        }

        /** Ticks a second. */
        long timescale() {
            return timescale;
        }

        boolean isVideo() {
            return handler == VIDEO;
        }
    }

    private final List<Track> tracks = new ArrayList<>();
    private final Map<Integer, Integer> defaultFlags = new HashMap<>();
    private boolean fragmented;
    private double seconds;

    /** Reads the box whose content lies from {@code from} to {@code to}. */
    static Mp4Movie read(ByteBuf bytes, int from, int to) {
        Mp4Movie movie = new Mp4Movie();
        Mp4Box.children(bytes, from, to, box -> {
            if (box.type() == Mp4Box.MVHD) {
                movie.seconds = movie.duration(bytes, box);
            } else if (box.type() == Mp4Box.TRAK && movie.tracks.size() < MAX_TRACKS) {
                movie.tracks.add(track(bytes, box));
            } else if (box.type() == Mp4Box.MVEX) {
                movie.fragmented = true;
                movie.readDefaults(bytes, box);
            }
        });
        return movie;
    }

    /** Whether samples come in fragments. */
    boolean fragmented() {
        return fragmented;
    }

    /** How long all that the box itself describes is, seconds; 0 when it does not say. */
    double seconds() {
        return seconds;
    }

    /** The first track with pictures, else the first one with sound, else the first; a nameless one if there is none. */
    Track main() {
        return tracks.stream()
                .filter(Track::isVideo)
                .findFirst()
                .or(() ->
                        tracks.stream().filter(track -> track.handler == SOUND).findFirst())
                .or(() -> tracks.stream().findFirst())
                .orElseGet(Track::new);
    }

    /** The flags of samples of {@code track} of which fragments say nothing (8.8.3). */
    int defaultFlags(int track) {
        return defaultFlags.getOrDefault(track, 0);
    }

    /** 8.2.2 */
    private double duration(ByteBuf bytes, Mp4Box box) {
        boolean large = isLarge(bytes, box);
        if (!box.holds(0, large ? 32 : 20)) {
            return 0;
        }
        int at = box.content() + (large ? 20 : 12);
        long scale = bytes.getUnsignedInt(at);
        long ticks = large ? bytes.getLong(at + 4) : bytes.getUnsignedInt(at + 4);
        // All ones: not known
        boolean known = large ? ticks > 0 : ticks != 0xFFFF_FFFFL;
        return scale == 0 || !known ? 0 : (double) ticks / scale;
    }

    /** 8.8.3 */
    private void readDefaults(ByteBuf bytes, Mp4Box mvex) {
        Mp4Box.children(bytes, mvex.content(), mvex.end(), box -> {
            if (box.type() == Mp4Box.TREX && box.holds(0, 24) && defaultFlags.size() < MAX_TRACKS) {
                defaultFlags.put(bytes.getInt(box.content() + 4), bytes.getInt(box.content() + 20));
            }
        });
    }

    private static Track track(ByteBuf bytes, Mp4Box trak) {
        Track track = new Track();
        Mp4Box.children(bytes, trak.content(), trak.end(), box -> {
            if (box.type() == Mp4Box.TKHD) {
                // 8.3.2: behind two times
                int offset = isLarge(bytes, box) ? 20 : 12;
                track.id = box.holds(offset, 4) ? bytes.getInt(box.content() + offset) : 0;
            } else if (box.type() == Mp4Box.MDIA) {
                readMedia(bytes, box, track);
            }
        });
        return track;
    }

    private static void readMedia(ByteBuf bytes, Mp4Box media, Track track) {
        Mp4Box.children(bytes, media.content(), media.end(), box -> {
            if (box.type() == Mp4Box.MDHD) {
                int offset = isLarge(bytes, box) ? 20 : 12;
                long scale = box.holds(offset, 4) ? bytes.getUnsignedInt(box.content() + offset) : 1;
                track.timescale = Math.max(1, scale);
            } else if (box.type() == Mp4Box.HDLR && box.holds(8, 4)) {
                track.handler = bytes.getInt(box.content() + 8);
            }
        });
    }

    private static boolean isLarge(ByteBuf bytes, Mp4Box box) {
        return box.holds(0, 1) && bytes.getByte(box.content()) == 1;
    }
}
