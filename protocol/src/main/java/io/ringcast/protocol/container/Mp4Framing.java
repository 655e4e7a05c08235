package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Boxes of an ISO base media file: ISO/IEC 14496-12. A fragment, {@code moof} with the {@code mdat} behind it, is one unit.
 *
 * <p>The preamble of a fragmented file is {@code ftyp} and {@code moov} as they came; a decoder can join at a fragment whose first sample of
 * the main track is a sync sample. A file that is not fragmented has one index of all samples with their places in the file: it is handed on
 * as it is, and can be played from its beginning only, or not even that when the index comes last.
 */
final class Mp4Framing implements Framing {

    private static final Set<Integer> FIRST =
            Set.of(Mp4Box.FTYP, Mp4Box.STYP, Mp4Box.MOOV, Mp4Box.MOOF, Mp4Box.SIDX, Mp4Box.MDAT, Mp4Box.WIDE);
    private static final Set<Integer> RESYNC = Set.of(Mp4Box.STYP, Mp4Box.MOOF, Mp4Box.FTYP, Mp4Box.MOOV);

    private static final String SEND =
            "send fragments (ffmpeg -c copy -movflags +frag_keyframe+empty_moov+default_base_moof), MPEG-TS or Matroska";
    private static final String FILTER = ", or use filter = \"mpegts\"";
    private static final String PLAIN =
            "This MP4 is not fragmented: only who listens from its beginning can play it; for late" + " listeners "
                    + SEND + FILTER;
    private static final String ABSOLUTE =
            "The fragments of this MP4 name places in the file: only who listens from its beginning"
                    + " can play it; for late listeners " + SEND + FILTER;

    // What remuxes a stream cannot read such a file either.
    private static final String INDEX_LAST =
            "This MP4 has its index behind its samples: nobody can play it while it comes, and no"
                    + " filter can read it; put the index in front (ffmpeg -c copy -movflags +faststart), or better "
                    + SEND;
    private static final byte[] NO_PREAMBLE = {};

    private final Preamble headers = new Preamble();
    private final RisingClock clock = new RisingClock();
    private @Nullable Mp4Movie movie;
    private final BeginningOnly beginningOnly = new BeginningOnly();
    private boolean begun;
    private boolean lost;

    /** Whether a fragment has begun and its samples are still to come. */
    private boolean open;

    /** Bytes that are left of samples that lie where an index of the file says; how many there are in all. */
    private long plain;

    private long plainSize;

    /** Of the box that was measured last, and bytes of its header. */
    private int type;

    private int needed;

    @Override
    public Format format() {
        return Format.MP4;
    }

    @Override
    public int decidedBy() {
        return needed;
    }

    @Override
    public long measure(ByteBuf bytes, int index, int readable, boolean last) {
        if (plain > 0) {
            type = Mp4Box.MDAT;
            needed = 1;
            return Math.min(plain, Math.min(readable, WHOLE_BYTES));
        }
        needed = Mp4Box.HEADER_SIZE;
        if (readable >= needed && Mp4Box.isLong(bytes, index)) {
            needed = Mp4Box.LONG_HEADER_SIZE;
        }
        if (readable < needed) {
            return last ? -readable : MORE;
        }
        long length = Mp4Box.length(bytes, index);
        type = bytes.getInt(index + 4);
        if (length < 0 || (lost && !RESYNC.contains(type))) {
            lost = true;
            open = false;
            return -garbage(bytes, index, readable);
        }
        lost = false;
        if (type == Mp4Box.MDAT && !isFragmented()) {
            return needed;
        }
        return length == Mp4Box.TO_THE_END ? Long.MAX_VALUE : length;
    }

    @Override
    public int wanted(long length) {
        // All of the boxes that are read; of samples the header.
        boolean read = type == Mp4Box.FTYP || type == Mp4Box.MOOV || type == Mp4Box.MOOF;
        return (int) Math.min(length, read ? Preamble.MAX_SIZE : type == Mp4Box.MDAT ? needed : WHOLE_BYTES);
    }

    @Override
    public boolean begin(ByteBuf bytes, int index, long length, UnitSink sink) {
        if (plain > 0) {
            onPlain(length, sink);
            return true;
        }
        int content = index + needed;
        boolean whole = length <= Preamble.MAX_SIZE;
        int end = index + wanted(length);
        if (!begun || type == Mp4Box.FTYP) {
            begun = true;
            headers.clear();
            movie = null;
            beginningOnly.begin();
            sink.onJoinPoint(NO_PREAMBLE);
        }
        switch (type) {
            case Mp4Box.FTYP -> headers.add(bytes, index, (int) Math.min(length, Integer.MAX_VALUE));
            case Mp4Box.MOOV -> onMovie(bytes, index, content, end, whole, sink);
            case Mp4Box.MOOF -> {
                open = true;
                onFragment(bytes, content, end, whole, sink);
            }
            case Mp4Box.MDAT -> onSamples(bytes, index, length, sink);
            default -> {
                // Handed on; within a fragment it belongs to that.
            }
        }
        return !open;
    }

    private void onMovie(ByteBuf bytes, int index, int content, int end, boolean whole, UnitSink sink) {
        headers.add(bytes, index, whole ? end - index : Preamble.MAX_SIZE + 1);
        movie = Mp4Movie.read(bytes, content, end);
        if (!isFragmented()) {
            beginningOnly.tell(PLAIN, sink);
        }
    }

    private void onFragment(ByteBuf bytes, int content, int end, boolean whole, UnitSink sink) {
        Mp4Movie now = movie;
        if (now == null || !whole || !now.fragmented()) {
            return;
        }
        Mp4Fragment fragment = Mp4Fragment.read(bytes, content, end, now);
        if (!fragment.hasTrack()) {
            return;
        }
        if (fragment.begins() >= 0) {
            clock.tell((long) ((double) fragment.begins() / now.main().timescale() * MediaTime.HERTZ), sink);
        }
        if (fragment.absolute()) {
            beginningOnly.tell(ABSOLUTE, sink);
        } else if (fragment.sync() && !headers.overflowed()) {
            sink.onJoinPoint(headers.bytes());
        }
    }

    private void onSamples(ByteBuf bytes, int index, long length, UnitSink sink) {
        open = false;
        if (isFragmented()) {
            return;
        }
        long size = Mp4Box.length(bytes, index);
        plainSize = size == Mp4Box.TO_THE_END ? Long.MAX_VALUE : size - length;
        plain = plainSize;
        if (movie == null) {
            beginningOnly.tell(INDEX_LAST, sink);
        }
    }

    /** Where nothing else tells the time, all bytes take the same share of it. */
    private void onPlain(long length, UnitSink sink) {
        Mp4Movie now = movie;
        if (now != null && now.seconds() > 0 && plainSize != Long.MAX_VALUE) {
            double done = (double) (plainSize - plain) / plainSize;
            clock.tell((long) (done * now.seconds() * MediaTime.HERTZ), sink);
        }
        plain -= length;
    }

    private boolean isFragmented() {
        Mp4Movie now = movie;
        // Without an index nobody knows; samples behind the head of a fragment are those of one.
        return open || (now != null && now.fragmented());
    }

    /** How many bytes there are before one where a box may begin that is hardly there by chance; at least one. */
    private static long garbage(ByteBuf bytes, int index, int readable) {
        int count = 1;
        while (count < readable) {
            int left = readable - count;
            if (left < Mp4Box.HEADER_SIZE || RESYNC.contains(bytes.getInt(index + count + 4))) {
                return count;
            }
            count++;
        }
        return count;
    }

    /** Whether the first bytes are those of a file of this kind. */
    static boolean mayBegin(ByteBuf bytes, int index) {
        return FIRST.contains(bytes.getInt(index + 4)) && Mp4Box.length(bytes, index) > 0;
    }
}
