package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/**
 * Frames of compressed audio that follow each other without a container, and the tags between them: MP3, ADTS AAC, AC-3.
 *
 * <p>A frame is believed while its header is of the same kind as the one before; after garbage, and at the beginning, when so many headers
 * follow each other as the frame's own length says. A decoder can join at any frame that stands alone, about every quarter of a second. The
 * frame with a table of contents that encoders put first (Xing, Info, VBRI) is one like any other; nobody who comes later gets it.
 */
final class AudioFraming implements Framing {

    /** Headers that follow each other before a frame is believed. */
    static final int CHAIN = 3;

    private static final byte[] NO_PREAMBLE = {};

    private final AudioFrame frame;
    private final Format format;
    private final MediaTime time = new MediaTime();
    private final Reservoir reservoir = new Reservoir();

    private boolean locked;
    private int kind;
    private boolean begun;
    private boolean isTag;
    private long nextJoin;
    private int needed;

    AudioFraming(Format format, AudioFrame frame) {
        this.format = format;
        this.frame = frame;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public int decidedBy() {
        return needed;
    }

    @Override
    public long measure(ByteBuf bytes, int index, int readable, boolean last) {
        long tag = AudioTag.length(bytes, index, readable);
        isTag = tag > AudioTag.NONE;
        if (isTag) {
            return tag;
        }
        needed = Math.max(AudioTag.HEADER_SIZE, frame.headerSize());
        if (!last && (tag == AudioTag.MORE || readable < frame.headerSize())) {
            return MORE;
        }
        if (locked && readable >= frame.headerSize() && frame.read(bytes, index) && frame.kind() == kind) {
            return frame.size();
        }
        if (locked) {
            locked = false;
            reservoir.clear();
        }
        int chained = chain(frame, bytes, index, readable, last);
        if (chained == 0) {
            return -garbage(bytes, index, readable, last);
        }
        if (chained < CHAIN) {
            needed = chained * frame.maxSize() + frame.headerSize();
            return MORE;
        }
        frame.read(bytes, index);
        locked = true;
        kind = frame.kind();
        return frame.size();
    }

    @Override
    public boolean begin(ByteBuf bytes, int index, long length, UnitSink sink) {
        if (isTag) {
            if (!begun) {
                begun = true;
                sink.onJoinPoint(NO_PREAMBLE);
            }
            return true;
        }
        boolean independent = frame.independent();
        if (independent) {
            sink.onClock(time.ticks(), false);
        }
        if (independent && (!begun || time.ticks() >= nextJoin)) {
            join(bytes, index, sink);
        }
        if (frame instanceof MpegAudioFrame mpeg && mpeg.isLayer3()) {
            reservoir.add(mpeg, bytes, index);
        }
        time.add(frame.samples(), frame.rate());
        return true;
    }

    /** How many bytes there are before one where a frame or a tag may begin; at least one. */
    private long garbage(ByteBuf bytes, int index, int readable, boolean last) {
        int count = 1;
        while (count < readable
                && AudioTag.length(bytes, index + count, readable - count) == AudioTag.NONE
                && chain(frame, bytes, index + count, readable - count, last) == 0) {
            count++;
        }
        return count;
    }

    private void join(ByteBuf bytes, int index, UnitSink sink) {
        byte[] preamble = NO_PREAMBLE;
        if (frame instanceof MpegAudioFrame mpeg && mpeg.isLayer3()) {
            if (!reservoir.suffices(mpeg, bytes, index)) {
                return;
            }
            preamble = reservoir.preamble(mpeg, bytes, index);
        }
        begun = true;
        nextJoin = time.ticks() + MediaTime.HERTZ / 5;
        sink.onJoinPoint(preamble);
    }

    /**
     * How many headers of one kind follow each other from {@code index} on: none when there is no frame; {@link #CHAIN} also when the stream
     * ends, or a tag begins, right where the next one should be; fewer when the bytes that are there end before.
     */
    static int chain(AudioFrame frame, ByteBuf bytes, int index, int readable, boolean last) {
        int at = 0;
        int kind = 0;
        for (int count = 0; count < CHAIN; count++) {
            if (readable - at < frame.headerSize()) {
                return !last ? Math.max(1, count) : count > 0 && at == readable ? CHAIN : 0;
            }
            if (count > 0 && AudioTag.length(bytes, index + at, readable - at) != AudioTag.NONE) {
                return CHAIN;
            }
            if (!frame.read(bytes, index + at) || (count > 0 && frame.kind() != kind)) {
                return 0;
            }
            kind = frame.kind();
            at += frame.size();
        }
        return CHAIN;
    }
}
