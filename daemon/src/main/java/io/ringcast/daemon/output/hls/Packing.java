package io.ringcast.daemon.output.hls;

import io.ringcast.daemon.ring.JoinPoint;
import io.ringcast.daemon.ring.MediaTime;
import io.ringcast.protocol.container.Format;
import io.ringcast.protocol.container.Id3Writer;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Optional;

/**
 * What a segment of one format is called and what goes before it: RFC 8216, 3.
 *
 * @param extension of its URL
 * @param mediaType of its answer
 * @param kind what goes before it
 */
record Packing(String extension, String mediaType, Kind kind) {

    /** What goes before the bytes of the ring. */
    enum Kind {
        /** PAT and PMT, so that each segment can be the first (3.2). */
        TRANSPORT,
        /** Nothing: the boxes in front of the fragments have a URL of their own (3.3). */
        FRAGMENTS,
        /** When it is to be played, in an ID3 tag, for nothing in it says so (3.4); and what it is called. */
        PACKED_AUDIO
    }

    private static final Map<Format, Packing> ALL = Map.of(
            Format.MPEG_TS, new Packing("ts", "video/mp2t", Kind.TRANSPORT),
            Format.MP4, new Packing("m4s", "video/mp4", Kind.FRAGMENTS),
            Format.MP3, new Packing("mp3", "audio/mpeg", Kind.PACKED_AUDIO),
            Format.ADTS, new Packing("aac", "audio/aac", Kind.PACKED_AUDIO),
            Format.AC3, new Packing("ac3", "audio/ac3", Kind.PACKED_AUDIO),
            Format.EAC3, new Packing("ec3", "audio/eac3", Kind.PACKED_AUDIO));

    private static final String OWNER = "com.apple.streaming.transportStreamTimestamp";
    private static final byte[] NOTHING = {};
    private static final int TICKS_PER_90K = 300;
    private static final long CLOCK_MASK = (1L << 33) - 1;

    /** How segments of {@code format} are packed, empty where HLS has no way for it. */
    static Optional<Packing> of(Format format) {
        return Optional.ofNullable(ALL.get(format));
    }

    /** Whether a segment can begin at {@code join}: before the first fragment a decoder has nothing to play. */
    boolean canBegin(JoinPoint join) {
        return kind != Kind.FRAGMENTS || join.preamble().length > 0;
    }

    /**
     * What goes before a segment that begins at {@code join}.
     *
     * @param title what plays in it, {@code ""} when nobody said
     */
    byte[] before(JoinPoint join, String title) {
        return switch (kind) {
            case TRANSPORT -> join.preamble();
            case FRAGMENTS -> NOTHING;
            case PACKED_AUDIO -> tag(join.time().clock(), title);
        };
    }

    /** An ID3 tag with 33 bits of 90 kHz (RFC 8216, 3.4), and with what plays. */
    private static byte[] tag(long clock, String title) {
        long ticks = clock == MediaTime.UNKNOWN ? 0 : clock / TICKS_PER_90K & CLOCK_MASK;
        Id3Writer tag = new Id3Writer()
                .priv(OWNER, ByteBuffer.allocate(Long.BYTES).putLong(ticks).array());
        return (title.isEmpty() ? tag : tag.title(title)).toBytes();
    }
}
