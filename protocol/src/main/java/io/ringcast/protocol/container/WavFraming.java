package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Samples behind the header of a WAV file: Multimedia Programming Interface and Data Specifications 1.0; RF64: EBU Tech 3306.
 *
 * <p>A unit of sound is about 20 ms of whole blocks. A decoder can join at each if all blocks have one size and stand alone; then the
 * preamble is a header with the same parameters that names no length, for nobody knows how much a late listener will get.
 */
final class WavFraming implements Framing {

    private static final int RIFF = 0x5249_4646;
    private static final int RF64 = 0x5246_3634;
    private static final int WAVE = 0x5741_5645;
    private static final int FMT = 0x666D_7420;
    private static final int DATA = 0x6461_7461;
    private static final int DS64 = 0x6473_3634;

    private static final int FORM_HEADER = 12;
    private static final int CHUNK_HEADER = 8;
    private static final int MIN_FMT = 16;
    private static final int MAX_FMT = 1024;
    private static final long UNKNOWN = 0xFFFF_FFFFL;
    private static final int UNITS_A_SECOND = 50;
    private static final int MIN_UNIT = 256;
    private static final byte[] NO_PREAMBLE = {};

    private enum Part {
        FORM,
        CHUNK,
        SOUND
    }

    private final MediaTime time = new MediaTime();
    private final BeginningOnly beginningOnly = new BeginningOnly();
    private Part part = Part.FORM;
    private byte[] preamble = NO_PREAMBLE;
    private int blockSize = 1;
    private int bytesASecond;
    private int unitSize = MIN_UNIT;

    /** Bytes of sound that are still to come. */
    private long left;

    private long longSize;
    private long nextJoin;
    private int needed;

    @Override
    public Format format() {
        return Format.WAV;
    }

    @Override
    public int decidedBy() {
        return needed;
    }

    @Override
    public long measure(ByteBuf bytes, int index, int readable, boolean last) {
        if (part == Part.SOUND) {
            return sound(readable, last);
        }
        needed = part == Part.FORM ? FORM_HEADER : CHUNK_HEADER;
        if (readable < needed) {
            return last ? -readable : MORE;
        }
        if (part == Part.FORM) {
            return FORM_HEADER;
        }
        long size = bytes.getUnsignedIntLE(index + 4);
        // Chunks are filled up to an even length.
        return CHUNK_HEADER + (bytes.getInt(index) == DATA ? 0 : size + (size & 1));
    }

    private long sound(int readable, boolean last) {
        long most = Math.min(unitSize, left);
        if (readable >= most) {
            return most;
        }
        needed = (int) most;
        return last ? readable : MORE;
    }

    @Override
    public boolean begin(ByteBuf bytes, int index, long length, UnitSink sink) {
        switch (part) {
            case FORM -> {
                sink.onJoinPoint(NO_PREAMBLE);
                beginningOnly.begin();
                part = Part.CHUNK;
            }
            case CHUNK -> onChunk(bytes, index, length, sink);
            case SOUND -> onSound(length, sink);
        }
        return true;
    }

    private void onChunk(ByteBuf bytes, int index, long length, UnitSink sink) {
        int name = bytes.getInt(index);
        int content = index + CHUNK_HEADER;
        if (name == FMT && length >= CHUNK_HEADER + MIN_FMT && length <= MAX_FMT) {
            onFormat(bytes, index, (int) length, sink);
        } else if (name == DS64 && length >= CHUNK_HEADER + 16 && length <= MAX_FMT) {
            longSize = bytes.getLongLE(content + 8);
        } else if (name == DATA) {
            long size = bytes.getUnsignedIntLE(index + 4);
            // Encoders that write into a pipe leave 0 or all ones.
            boolean known = size != 0 && size != UNKNOWN;
            left = known ? size : size == UNKNOWN && longSize > 0 ? longSize : Long.MAX_VALUE;
            part = Part.SOUND;
        }
    }

    private void onFormat(ByteBuf bytes, int index, int length, UnitSink sink) {
        int content = index + CHUNK_HEADER;
        int tag = bytes.getUnsignedShortLE(content);
        bytesASecond = bytes.getIntLE(content + 8);
        blockSize = Math.max(1, bytes.getUnsignedShortLE(content + 12));
        int blocks = Math.max(MIN_UNIT, Math.min(bytesASecond / UNITS_A_SECOND, WHOLE_BYTES)) / blockSize;
        unitSize = Math.max(1, blocks) * blockSize;
        preamble = standsAlone(tag) ? header(bytes, index, length) : NO_PREAMBLE;
        if (!standsAlone(tag)) {
            beginningOnly.tell(
                    "This WAV has sound of format tag 0x" + Integer.toHexString(tag)
                            + ", whose blocks cannot be told apart: only who listens from its beginning can play it; for late"
                            + " listeners send PCM, FLAC or MP3 without WAV, or use filter = \"mpegts\"",
                    sink);
        }
    }

    private void onSound(long length, UnitSink sink) {
        if (bytesASecond > 0) {
            sink.onClock(time.ticks(), false);
        }
        if (preamble.length > 0 && time.ticks() >= nextJoin) {
            nextJoin = time.ticks() + MediaTime.HERTZ / 5;
            sink.onJoinPoint(preamble);
        }
        if (bytesASecond > 0) {
            time.add(length, bytesASecond);
        }
        left -= length;
        if (left == 0) {
            part = Part.CHUNK;
        }
    }

    /** PCM, MS ADPCM, float, A-law, mu-law, IMA ADPCM and what extends a format by a GUID. */
    private static boolean standsAlone(int tag) {
        return tag == 1 || tag == 2 || tag == 3 || tag == 6 || tag == 7 || tag == 0x11 || tag == 0xFFFE;
    }

    private static byte[] header(ByteBuf bytes, int format, int length) {
        byte[] chunk = new byte[length];
        bytes.getBytes(format, chunk);
        return ByteBuffer.allocate(FORM_HEADER + length + CHUNK_HEADER)
                .putInt(RIFF)
                .putInt((int) UNKNOWN)
                .putInt(WAVE)
                .put(chunk)
                .putInt(DATA)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt((int) UNKNOWN)
                .array();
    }

    /** Whether the first bytes are those of a file of this kind. */
    static boolean mayBegin(ByteBuf bytes, int index) {
        int form = bytes.getInt(index);
        return (form == RIFF || form == RF64) && bytes.getInt(index + 8) == WAVE;
    }
}
