package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Set;

/**
 * Elements of a Matroska or WebM stream: RFC 9559. The headers of a Segment and of a Cluster are units of their own, and so is whatever
 * lies in them: a block, the cues, the tags.
 *
 * <p>A decoder can join at a block with a keyframe of the first video track, without video at any block with sound, wherever that lies in
 * its Cluster. The preamble is the EBML header, a Segment of unknown size, Info and Tracks as they came, and a Cluster of unknown size with
 * the timestamp of the one that the block lies in.
 */
final class MatroskaFraming implements Framing {

    private static final int EBML = 0x1A45_DFA3;
    private static final int SEGMENT = 0x1853_8067;
    private static final int INFO = 0x1549_A966;
    private static final int TRACKS = 0x1654_AE6B;
    private static final int CLUSTER = 0x1F43_B675;
    private static final int CUES = 0x1C53_BB6B;
    private static final int TAGS = 0x1254_C367;
    private static final int ATTACHMENTS = 0x1941_A469;
    private static final int SEEK_HEAD = 0x114D_9B74;
    private static final int CHAPTERS = 0x1043_A770;
    private static final int VOID = 0xEC;
    private static final int CRC_32 = 0xBF;
    private static final int TIMESTAMP = 0xE7;
    private static final int POSITION = 0xA7;
    private static final int PREV_SIZE = 0xAB;
    private static final int SILENT_TRACKS = 0x5854;
    private static final int SIMPLE_BLOCK = 0xA3;
    private static final int BLOCK_GROUP = 0xA0;
    private static final int BLOCK = 0xA1;
    private static final int REFERENCE_BLOCK = 0xFB;
    private static final int ENCRYPTED_BLOCK = 0xAF;

    private static final Set<Integer> SMALL = Set.of(
            VOID, CRC_32, TIMESTAMP, POSITION, PREV_SIZE, SILENT_TRACKS, SIMPLE_BLOCK, BLOCK_GROUP, ENCRYPTED_BLOCK);
    private static final Set<Integer> LARGE =
            Set.of(EBML, SEGMENT, INFO, TRACKS, CLUSTER, CUES, TAGS, ATTACHMENTS, SEEK_HEAD, CHAPTERS);

    /** An element with more than that is none, but for a Segment, a Cluster and attachments. */
    private static final long MAX_LENGTH = 256L << 20;

    private static final int KEYFRAME = 0x80;
    private static final long UNKNOWN_SIZE = 0x01FF_FFFF_FFFF_FFFFL;
    private static final byte[] NO_PREAMBLE = {};

    private final Format format;
    private final Ebml element = new Ebml();
    private final RisingClock clock = new RisingClock();
    private final Preamble headers = new Preamble();
    private final BeginningOnly beginningOnly = new BeginningOnly();
    private MatroskaTracks tracks = new MatroskaTracks();
    private boolean hasTracks;
    private boolean lost;
    private long clusterTime;
    private long nextJoin;

    MatroskaFraming(Format format) {
        this.format = format;
    }

    @Override
    public Format format() {
        return format;
    }

    @Override
    public int decidedBy() {
        return 1;
    }

    @Override
    public long measure(ByteBuf bytes, int index, int readable, boolean last) {
        Ebml.Answer answer = element.read(bytes, index, readable);
        if (answer == Ebml.Answer.MORE) {
            return last ? -readable : MORE;
        }
        if (answer == Ebml.Answer.NONE || !isKnown(lost)) {
            lost = true;
            return -garbage(bytes, index, readable);
        }
        lost = false;
        return element.headerSize() + (isEntered() ? 0 : element.length());
    }

    @Override
    public int wanted(long length) {
        int id = element.id();
        boolean header = id == EBML || id == INFO || id == TRACKS;
        return (int) Math.min(length, header ? Preamble.MAX_SIZE : WHOLE_BYTES);
    }

    @Override
    public boolean begin(ByteBuf bytes, int index, long length, UnitSink sink) {
        int content = index + element.headerSize();
        int end = index + wanted(length);
        switch (element.id()) {
            case EBML -> {
                headers.clear();
                headers.add(bytes, index, end - index);
                hasTracks = false;
                tracks = new MatroskaTracks();
                nextJoin = Long.MIN_VALUE;
                beginningOnly.begin();
                sink.onJoinPoint(NO_PREAMBLE);
            }
            case SEGMENT ->
                headers.add(ByteBuffer.allocate(12)
                        .putInt(SEGMENT)
                        .putLong(UNKNOWN_SIZE)
                        .array());
            case INFO -> {
                headers.add(bytes, index, (int) Math.min(length, Integer.MAX_VALUE));
                tracks.readInfo(bytes, content, end);
            }
            case TRACKS -> {
                headers.add(bytes, index, (int) Math.min(length, Integer.MAX_VALUE));
                tracks.readTracks(bytes, content, end);
                hasTracks = !headers.overflowed();
                if (headers.overflowed()) {
                    beginningOnly.tell(Preamble.TOO_LARGE, sink);
                }
            }
            case TIMESTAMP -> clusterTime = Ebml.unsigned(bytes, content, (int) Math.min(8, element.length()));
            case SIMPLE_BLOCK -> onBlock(bytes, content, end, false, sink);
            case BLOCK_GROUP -> onGroup(bytes, content, end, length, sink);
            default -> {
                // Nothing that a listener needs to know.
            }
        }
        return true;
    }

    /** RFC 9559, 10.1: track, time within the Cluster, flags. */
    private void onBlock(ByteBuf bytes, int at, int end, boolean key, UnitSink sink) {
        int size = at < end ? Ebml.size(bytes.getUnsignedByte(at)) : 9;
        if (size > 8 || end - at < size + 3) {
            return;
        }
        long track = Ebml.unsigned(bytes, at, size) & ((1L << (7 * size)) - 1);
        if (!tracks.isTimed(track)) {
            return;
        }
        long time = clusterTime + bytes.getShort(at + size);
        clock.tell(ticks(time), sink);
        boolean keyframe = key || (bytes.getByte(at + size + 2) & KEYFRAME) != 0;
        if (keyframe && hasTracks && tracks.isMain(track) && (tracks.hasVideo() || clock.latest() >= nextJoin)) {
            nextJoin = clock.latest() + MediaTime.HERTZ / 5;
            sink.onJoinPoint(preamble());
        }
    }

    /** A block in a group is a keyframe if it refers to no other; whether it does can be told of a group that is whole. */
    private void onGroup(ByteBuf bytes, int from, int to, long length, UnitSink sink) {
        boolean whole = length <= WHOLE_BYTES;
        int[] block = {-1, -1};
        boolean[] refers = {!whole};
        Ebml child = new Ebml();
        Ebml.children(bytes, from, to, at -> {
            child.read(bytes, (int) at, to - (int) at);
            if (child.id() == BLOCK) {
                block[0] = (int) at + child.headerSize();
                block[1] = block[0] + (int) child.length();
            }
            refers[0] |= child.id() == REFERENCE_BLOCK;
        });
        if (block[0] >= 0) {
            onBlock(bytes, block[0], block[1], !refers[0], sink);
        }
    }

    private byte[] preamble() {
        byte[] all = headers.bytes();
        return ByteBuffer.allocate(all.length + 22)
                .put(all)
                .putInt(CLUSTER)
                .putLong(UNKNOWN_SIZE)
                .put((byte) TIMESTAMP)
                .put((byte) 0x88)
                .putLong(clusterTime)
                .array();
    }

    private long ticks(long time) {
        return (long) (time * (double) tracks.scaleNanos() * 27 / 1000);
    }

    private boolean isEntered() {
        return element.id() == SEGMENT || element.id() == CLUSTER;
    }

    /** Whether what was read is an element that may stand here; where the thread is lost, only one that is hardly there by chance. */
    private boolean isKnown(boolean strict) {
        if (!LARGE.contains(element.id()) && (strict || !SMALL.contains(element.id()))) {
            return false;
        }
        boolean sized = element.length() >= 0 && (element.length() <= MAX_LENGTH || element.id() == ATTACHMENTS);
        return isEntered() || sized;
    }

    /** How many bytes there are before one where an element may begin that is hardly there by chance; at least one. */
    private long garbage(ByteBuf bytes, int index, int readable) {
        int count = 1;
        while (count < readable) {
            Ebml.Answer answer = element.read(bytes, index + count, readable - count);
            if (answer == Ebml.Answer.MORE || (answer == Ebml.Answer.HEADER && isKnown(true))) {
                return count;
            }
            count++;
        }
        return count;
    }

    /** Whether the first bytes are those of a stream of this kind, and which. */
    static boolean mayBegin(ByteBuf bytes, int index) {
        return bytes.getInt(index) == EBML;
    }

    /** The format by the DocType in the header at {@code index}, as far as that is there: RFC 8794, 11.2.4. */
    static Format formatOf(ByteBuf bytes, int index, int readable) {
        for (int i = 0; i + 7 <= Math.min(readable, 128); i++) {
            if (bytes.getUnsignedMedium(index + i) == 0x428284 && bytes.getInt(index + i + 3) == 0x7765_626D) {
                return Format.WEBM;
            }
        }
        return Format.MATROSKA;
    }
}
