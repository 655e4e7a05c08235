package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;

/**
 * Frames of a native FLAC stream: RFC 9639. A frame does not say how long it is: it ends where its check comes out right and another
 * header, right by its own check, begins.
 *
 * <p>The preamble is the signature and the stream's parameters with the number of samples and the checksum of all of them set to zero, which
 * means unknown: they are those of a whole file, and a late listener does not get it. A decoder can join at any frame.
 */
final class FlacFraming implements Framing {

    /** What a frame may have: one that claims more is none. */
    private static final int MAX_FRAME = 1 << 20;

    /** Longer than a header and a check. */
    private static final int MIN_FRAME = 8;

    private static final int SIGNATURE = 0x664C_6143; // fLaC
    private static final int STREAMINFO_SIZE = 34;
    private static final int BLOCK_HEADER = 4;
    private static final int HEADER_SIZE = 4 + BLOCK_HEADER + STREAMINFO_SIZE;

    /** Total samples: the low four bits of byte 13 on; MD5: the rest. Of the block's content. */
    private static final int SAMPLES_AT = 13;

    /** Bytes that come before the next look at a frame that is not whole. */
    private static final int STEP = 256;

    private static final byte[] NO_PREAMBLE = {};

    private enum Part {
        SIGNATURE,
        METADATA,
        FRAMES
    }

    private final FlacFrame frame = new FlacFrame();
    private final FlacFrame next = new FlacFrame();
    private final MediaTime time = new MediaTime();
    private Part part = Part.SIGNATURE;
    private boolean begun;
    private boolean isTag;
    private byte[] preamble = NO_PREAMBLE;
    private int rate;
    private long nextJoin;

    /** Bytes of the frame that have been looked at, and their check. */
    private int looked;

    private int crc;
    private int needed = AudioTag.HEADER_SIZE;

    @Override
    public Format format() {
        return Format.FLAC;
    }

    @Override
    public int decidedBy() {
        return needed;
    }

    @Override
    public long measure(ByteBuf bytes, int index, int readable, boolean last) {
        isTag = false;
        return switch (part) {
            case SIGNATURE -> signature(bytes, index, readable, last);
            case METADATA -> metadata(bytes, index, readable, last);
            case FRAMES -> frame(bytes, index, readable, last);
        };
    }

    private long signature(ByteBuf bytes, int index, int readable, boolean last) {
        needed = HEADER_SIZE;
        if (readable < HEADER_SIZE) {
            return last ? -readable : MORE;
        }
        long tag = AudioTag.length(bytes, index, readable);
        isTag = tag > 0;
        if (isTag) {
            return tag;
        }
        return bytes.getInt(index) == SIGNATURE ? HEADER_SIZE : -1;
    }

    private long metadata(ByteBuf bytes, int index, int readable, boolean last) {
        needed = BLOCK_HEADER;
        if (readable < BLOCK_HEADER) {
            return last ? -readable : MORE;
        }
        return BLOCK_HEADER + (long) bytes.getUnsignedMedium(index + 1);
    }

    private long frame(ByteBuf bytes, int index, int readable, boolean last) {
        if (looked == 0) {
            long tag = AudioTag.length(bytes, index, readable);
            isTag = tag > 0;
            needed = Math.max(FlacFrame.MAX_HEADER, AudioTag.HEADER_SIZE);
            if (isTag) {
                return tag;
            }
            FlacFrame.Answer answer = frame.read(bytes, index, readable);
            if (answer == FlacFrame.Answer.MORE || tag == AudioTag.MORE) {
                return last ? -readable : MORE;
            } else if (answer == FlacFrame.Answer.NONE) {
                return -garbage(bytes, index, readable);
            }
        }
        while (looked < readable) {
            int after = Crc16.next16(crc, bytes.getUnsignedByte(index + looked));
            int length = looked + 1;
            if (after == 0 && length > MIN_FRAME) {
                long ends = ends(bytes, index + length, readable - length, last);
                if (ends > 0) {
                    return length;
                } else if (ends < 0) {
                    // This byte is looked at again when there is more behind it.
                    needed = length + AudioTag.HEADER_SIZE;
                    return MORE;
                }
            }
            crc = after;
            looked = length;
        }
        if (last || looked > MAX_FRAME) {
            forget();
            return -garbage(bytes, index, readable);
        }
        needed = looked + STEP;
        return MORE;
    }

    /** Whether the frame may end before {@code index}: 1 it does, 0 it does not, -1 more bytes are needed. */
    private long ends(ByteBuf bytes, int index, int readable, boolean last) {
        if (readable == 0 && last) {
            return 1;
        }
        FlacFrame.Answer answer = next.read(bytes, index, readable);
        if (answer == FlacFrame.Answer.HEADER) {
            return next.variable() == frame.variable() ? 1 : 0;
        }
        long tag = AudioTag.length(bytes, index, readable);
        if (tag > 0) {
            return 1;
        }
        return !last && (answer == FlacFrame.Answer.MORE || tag == AudioTag.MORE) ? -1 : 0;
    }

    private void forget() {
        looked = 0;
        crc = 0;
    }

    @Override
    public boolean begin(ByteBuf bytes, int index, long length, UnitSink sink) {
        if (!begun) {
            begun = true;
            sink.onJoinPoint(NO_PREAMBLE);
        }
        if (isTag) {
            return true;
        }
        switch (part) {
            case SIGNATURE -> onStreamInfo(bytes, index);
            case METADATA -> part = isLast(bytes, index) ? Part.FRAMES : Part.METADATA;
            case FRAMES -> onFrame(sink);
        }
        return true;
    }

    private void onStreamInfo(ByteBuf bytes, int index) {
        byte[] header = new byte[HEADER_SIZE];
        bytes.getBytes(index, header);
        int info = 4 + BLOCK_HEADER;
        rate = bytes.getUnsignedMedium(index + info + 10) >>> 4;
        // The last block, and nothing known of the whole.
        header[4] |= (byte) 0x80;
        header[info + SAMPLES_AT] &= (byte) 0xF0;
        Arrays.fill(header, info + SAMPLES_AT + 1, HEADER_SIZE, (byte) 0);
        preamble = header;
        part = isLast(bytes, index + 4) ? Part.FRAMES : Part.METADATA;
    }

    private void onFrame(UnitSink sink) {
        long now = time.ticks();
        sink.onClock(now, false);
        if (now >= nextJoin) {
            nextJoin = now + MediaTime.HERTZ / 5;
            sink.onJoinPoint(preamble);
        }
        int samplesASecond = frame.rate() == 0 ? rate : frame.rate();
        if (samplesASecond > 0) {
            time.add(frame.blockSize(), samplesASecond);
        }
        forget();
    }

    private static boolean isLast(ByteBuf bytes, int blockHeader) {
        return (bytes.getByte(blockHeader) & 0x80) != 0;
    }

    private long garbage(ByteBuf bytes, int index, int readable) {
        int count = 1;
        while (count < readable
                && next.read(bytes, index + count, readable - count) == FlacFrame.Answer.NONE
                && AudioTag.length(bytes, index + count, readable - count) == AudioTag.NONE) {
            count++;
        }
        return count;
    }

    /** Whether the first bytes are those of a stream of this kind. */
    static boolean mayBegin(ByteBuf bytes, int index, int readable) {
        return readable >= 4 && bytes.getInt(index) == SIGNATURE;
    }
}
