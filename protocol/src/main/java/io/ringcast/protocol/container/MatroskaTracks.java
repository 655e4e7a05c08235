package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.HashMap;
import java.util.Map;

/** What the headers of a Matroska stream say of its tracks and its clock: RFC 9559, 5.1.2 and 5.1.4. */
final class MatroskaTracks {

    private static final int TIMESTAMP_SCALE = 0x2AD7B1;
    private static final int TRACK_ENTRY = 0xAE;
    private static final int TRACK_NUMBER = 0xD7;
    private static final int TRACK_TYPE = 0x83;
    private static final int VIDEO = 1;
    private static final int AUDIO = 2;
    private static final int MAX_TRACKS = 256;
    private static final long DEFAULT_SCALE_NANOS = 1_000_000;

    private final Map<Long, Integer> types = new HashMap<>();
    private long scaleNanos = DEFAULT_SCALE_NANOS;
    private long video = -1;

    /** Nanoseconds of one tick of a timestamp. */
    long scaleNanos() {
        return scaleNanos;
    }

    /** Whether listeners can go by a track: the first one with pictures, without pictures any one with sound. */
    boolean isMain(long track) {
        return video >= 0 ? track == video : isTimed(track);
    }

    /** Whether a track has pictures or sound. */
    boolean isTimed(long track) {
        int type = types.getOrDefault(track, 0);
        return type == VIDEO || type == AUDIO;
    }

    boolean hasVideo() {
        return video >= 0;
    }

    /** Reads the children of Info that lie from {@code from} to {@code to}. */
    void readInfo(ByteBuf bytes, int from, int to) {
        Ebml element = new Ebml();
        Ebml.children(bytes, from, to, at -> {
            element.read(bytes, (int) at, to - (int) at);
            if (element.id() == TIMESTAMP_SCALE && element.length() <= 8) {
                long scale = Ebml.unsigned(bytes, (int) at + element.headerSize(), (int) element.length());
                scaleNanos = scale > 0 && scale < 1_000_000_000L ? scale : DEFAULT_SCALE_NANOS;
            }
        });
    }

    /** Reads the entries of Tracks that lie from {@code from} to {@code to}. */
    void readTracks(ByteBuf bytes, int from, int to) {
        types.clear();
        video = -1;
        Ebml element = new Ebml();
        Ebml.children(bytes, from, to, at -> {
            element.read(bytes, (int) at, to - (int) at);
            if (element.id() == TRACK_ENTRY && types.size() < MAX_TRACKS) {
                int content = (int) at + element.headerSize();
                readEntry(bytes, content, content + (int) element.length());
            }
        });
    }

    private void readEntry(ByteBuf bytes, int from, int to) {
        Ebml element = new Ebml();
        long[] numberAndType = {0, 0};
        Ebml.children(bytes, from, to, at -> {
            element.read(bytes, (int) at, to - (int) at);
            if (element.length() <= 8 && (element.id() == TRACK_NUMBER || element.id() == TRACK_TYPE)) {
                long value = Ebml.unsigned(bytes, (int) at + element.headerSize(), (int) element.length());
                numberAndType[element.id() == TRACK_NUMBER ? 0 : 1] = value;
            }
        });
        types.put(numberAndType[0], (int) Math.min(numberAndType[1], Integer.MAX_VALUE));
        if (numberAndType[1] == VIDEO && video < 0) {
            video = numberAndType[0];
        }
    }
}
