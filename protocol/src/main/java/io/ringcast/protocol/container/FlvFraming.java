package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;

/**
 * Tags of an FLV stream: Adobe Flash Video File Format Specification 10.1, annex E; video with a FourCC: Enhanced RTMP v1.
 *
 * <p>The preamble is the file header, the script data and the sequence headers as they came last. A decoder can join at a keyframe; without
 * video at any sound.
 */
final class FlvFraming implements Framing {

    private static final int SIGNATURE = 0x464C56; // FLV
    private static final int TAG_HEADER = 11;
    private static final int TAIL = 4;
    private static final int MAX_FILE_HEADER = 64;
    private static final int HAS_VIDEO = 1;
    private static final int AUDIO = 8;
    private static final int VIDEO = 9;
    private static final int SCRIPT = 18;

    private static final int AAC = 10;
    private static final int AVC = 7;
    private static final int HEVC = 12;
    private static final int KEYFRAME = 1;
    private static final int EXTENDED = 0x80;
    private static final int FRAMES = 1;
    private static final int FRAMES_WITHOUT_OFFSET = 3;

    private static final byte[] NOTHING = {};

    private final RisingClock clock = new RisingClock();
    private boolean atStart = true;
    private boolean lost;
    private boolean expectsVideo;
    private long nextJoin;
    private int needed;

    private byte[] header = NOTHING;
    private byte[] script = NOTHING;
    private byte[] video = NOTHING;
    private byte[] audio = NOTHING;
    private byte[] preamble = NOTHING;

    @Override
    public Format format() {
        return Format.FLV;
    }

    @Override
    public int decidedBy() {
        return needed;
    }

    @Override
    public long measure(ByteBuf bytes, int index, int readable, boolean last) {
        needed = TAG_HEADER;
        if (readable < TAG_HEADER) {
            return last ? -readable : MORE;
        }
        if (bytes.getUnsignedMedium(index) == SIGNATURE) {
            long size = bytes.getUnsignedInt(index + 5);
            atStart = true;
            return size < 9 || size > MAX_FILE_HEADER ? -1 : size + TAIL;
        }
        atStart = false;
        if (!mayBeTag(bytes, index)) {
            lost = true;
            return -garbage(bytes, index, readable);
        }
        int size = TAG_HEADER + bytes.getUnsignedMedium(index + 1);
        if (lost) {
            // Only a tag that its tail confirms is believed now.
            needed = size + TAIL;
            if (size > WHOLE_BYTES || (readable < needed && last)) {
                return -garbage(bytes, index, readable);
            }
            if (readable < needed) {
                return MORE;
            }
            if (bytes.getInt(index + size) != size) {
                return -garbage(bytes, index, readable);
            }
            lost = false;
        }
        return size + (long) TAIL;
    }

    @Override
    public boolean begin(ByteBuf bytes, int index, long length, UnitSink sink) {
        if (atStart) {
            header = copy(bytes, index, length);
            expectsVideo = (bytes.getByte(index + 4) & HAS_VIDEO) != 0;
            script = NOTHING;
            video = NOTHING;
            audio = NOTHING;
            preamble = header;
            nextJoin = Long.MIN_VALUE;
            sink.onJoinPoint(NOTHING);
            return true;
        }
        int data = index + TAG_HEADER;
        int size = (int) (length - TAG_HEADER - TAIL);
        int type = bytes.getByte(index) & 0x1F;
        if (type == SCRIPT) {
            script = copy(bytes, index, length);
            assemble();
            return true;
        }
        long time = (bytes.getUnsignedMedium(index + 4) | (bytes.getUnsignedByte(index + 7) << 24)) & 0xFFFF_FFFFL;
        if (size < 2) {
            return true;
        }
        if (type == VIDEO) {
            onVideo(bytes, index, data, length, time, sink);
        } else {
            onAudio(bytes, index, data, length, time, sink);
        }
        return true;
    }

    private void onVideo(ByteBuf bytes, int index, int data, long length, long time, UnitSink sink) {
        expectsVideo = true;
        int first = bytes.getUnsignedByte(data);
        boolean extended = (first & EXTENDED) != 0;
        int codec = first & 15;
        boolean packets = extended || codec == AVC || codec == HEVC;
        int packet = extended ? codec : packets ? bytes.getUnsignedByte(data + 1) : FRAMES;
        if (packet == 0) {
            video = copy(bytes, index, length);
            assemble();
            return;
        }
        clock.tell(ticks(time), sink);
        boolean frames = packet == FRAMES || (extended && packet == FRAMES_WITHOUT_OFFSET);
        boolean decodable = !packets || video.length > 0;
        if (((first >>> 4) & 7) == KEYFRAME && frames && decodable) {
            sink.onJoinPoint(preamble);
        }
    }

    private void onAudio(ByteBuf bytes, int index, int data, long length, long time, UnitSink sink) {
        boolean aac = bytes.getUnsignedByte(data) >>> 4 == AAC;
        if (aac && bytes.getByte(data + 1) == 0) {
            audio = copy(bytes, index, length);
            assemble();
            return;
        }
        clock.tell(ticks(time), sink);
        if (!expectsVideo && (!aac || audio.length > 0) && clock.latest() >= nextJoin) {
            nextJoin = clock.latest() + MediaTime.HERTZ / 5;
            sink.onJoinPoint(preamble);
        }
    }

    private void assemble() {
        byte[] all = new byte[header.length + script.length + video.length + audio.length];
        int at = 0;
        for (byte[] piece : new byte[][] {header, script, video, audio}) {
            System.arraycopy(piece, 0, all, at, piece.length);
            at += piece.length;
        }
        preamble = all;
    }

    /** The whole tag; nothing if it is too large to be kept. */
    private static byte[] copy(ByteBuf bytes, int index, long length) {
        if (length > WHOLE_BYTES) {
            return NOTHING;
        }
        byte[] copy = new byte[(int) length];
        bytes.getBytes(index, copy);
        return copy;
    }

    private static boolean mayBeTag(ByteBuf bytes, int index) {
        int type = bytes.getUnsignedByte(index);
        // No filter, and stream 0
        return (type == AUDIO || type == VIDEO || type == SCRIPT) && bytes.getUnsignedMedium(index + 8) == 0;
    }

    /** How many bytes there are before one where a tag may begin; at least one. */
    private static long garbage(ByteBuf bytes, int index, int readable) {
        int count = 1;
        while (count < readable && (readable - count < TAG_HEADER || !mayBeTag(bytes, index + count))) {
            if (readable - count < TAG_HEADER) {
                return count;
            }
            count++;
        }
        return count;
    }

    private static long ticks(long millis) {
        return millis * (MediaTime.HERTZ / 1000);
    }

    /** Whether the first bytes are those of a stream of this kind. */
    static boolean mayBegin(ByteBuf bytes, int index) {
        return bytes.getUnsignedMedium(index) == SIGNATURE && bytes.getByte(index + 3) == 1;
    }
}
