package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Finds where a decoder can start with one elementary stream, and what it needs there beside the tables.
 *
 * <p>In video that is an access unit that the muxer marks (random_access_indicator) or that shows by its first bytes that it is one. Its
 * parameter sets come with it, or, where they were sent only before, {@link #preamble} has them in a PES packet of their own. The mark
 * is believed whatever is in sight: the sets may be where nobody can look, in scrambled payload or in a descriptor. Without a mark a
 * keyframe whose sets are nowhere known is no join point until the {@value #PATIENCE}rd of them. Of other streams every start of a PES
 * packet is one, at most one every 250 ms. What is scrambled cannot be looked into: there the mark alone counts.
 *
 * <p>An access unit whose first packet holds neither a set nor a picture is looked into further, at most {@value #MAX_HEAD} bytes.
 * Belongs to the thread that feeds it.
 */
public final class JoinDetector {

    /** Bytes of an access unit in which the first picture is looked for. */
    static final int MAX_HEAD = 2048;

    /** Keyframes without sets until they are believed to be where we cannot look. */
    static final int PATIENCE = 3;

    private static final long SPACING = TsClock.STAMP_FREQUENCY / 4;
    private static final long NO_STAMP = -1;
    private static final byte[] NOTHING = {};

    private final Codec codec;
    private final boolean video;
    private final ParameterSets sets;
    private final PesHeader pes = new PesHeader();
    private long lastStamp = NO_STAMP;
    private int bareKeyframes;
    private byte[] preamble = NOTHING;

    /** The first bytes of an access unit that has not shown yet what it is. */
    private final ByteBuf head = Unpooled.buffer(0, MAX_HEAD);

    private boolean undecided;
    private int counter;

    public JoinDetector(Codec codec) {
        this.codec = codec;
        this.video = codec.kind() == Codec.Kind.VIDEO;
        this.sets = new ParameterSets(codec);
    }

    Codec codec() {
        return codec;
    }

    /** Looks at the next packet of the stream (borrowed), of which there is payload. */
    public JoinSign look(TsPacket packet) {
        if (!packet.payloadUnitStart()) {
            if (sets.gathering()) {
                sets.goOn(packet);
            }
            return undecided ? lookFurther(packet) : JoinSign.NONE;
        }
        preamble = NOTHING;
        undecided = false;
        boolean header = pes.wrap(packet);
        if (!video) {
            return header && isDue() ? JoinSign.HERE : JoinSign.NONE;
        }
        if (!header) {
            return packet.randomAccess() ? JoinSign.HERE : JoinSign.NONE;
        }
        return lookInto(packet);
    }

    /** Whether the last {@link JoinSign#PERHAPS} may still become a join point. */
    public boolean undecided() {
        return undecided;
    }

    /** Whether packets that begin nothing are wanted too; if not, {@link #look} has nothing to say of them and need not be asked. */
    public boolean gathering() {
        return undecided || sets.gathering();
    }

    /**
     * What goes between the tables and the join point found last: packets with the parameter sets, which count up to it, or nothing where
     * the sets come with it. Nobody changes the array.
     */
    public byte[] preamble() {
        return preamble;
    }

    private JoinSign lookInto(TsPacket packet) {
        int data = pes.dataStart();
        AccessUnitStart start = KeyframeDetector.look(codec, packet.buffer(), data, packet.payloadEnd());
        sets.begin(packet, data);
        boolean perhaps = start == AccessUnitStart.UNKNOWN && sets.needed() && !packet.randomAccess();
        if (!perhaps && !isJoin(start, packet.randomAccess())) {
            return JoinSign.NONE;
        }
        if (start != AccessUnitStart.KEYFRAME && sets.complete()) {
            preamble = PesWriter.before(pes, packet.pid(), packet.continuityCounter(), sets.bytes());
        }
        if (!perhaps) {
            return JoinSign.HERE;
        }
        undecided = true;
        head.clear().writeBytes(packet.buffer(), data, packet.payloadEnd() - data);
        counter = packet.continuityCounter();
        return JoinSign.PERHAPS;
    }

    private JoinSign lookFurther(TsPacket packet) {
        if (packet.continuityCounter() == counter) {
            return JoinSign.NONE;
        }
        int length = packet.payloadEnd() - packet.payloadStart();
        boolean next = packet.continuityCounter() == (counter + 1 & 0x0F) && packet.scrambling() == 0;
        if (!next || length > head.maxWritableBytes()) {
            undecided = false;
            return JoinSign.NONE;
        }
        counter = packet.continuityCounter();
        head.writeBytes(packet.buffer(), packet.payloadStart(), length);
        AccessUnitStart start = KeyframeDetector.look(codec, head, 0, head.writerIndex());
        if (start == AccessUnitStart.UNKNOWN) {
            return JoinSign.NONE;
        }
        undecided = false;
        if (start == AccessUnitStart.KEYFRAME) {
            preamble = NOTHING;
        }
        return isJoin(start, false) ? JoinSign.THERE : JoinSign.NONE;
    }

    private boolean isJoin(AccessUnitStart start, boolean marked) {
        return switch (start) {
            case KEYFRAME -> true;
            case BARE_KEYFRAME -> sets.complete() || marked || ++bareKeyframes >= PATIENCE;
            case OTHER, UNKNOWN -> marked;
        };
    }

    private boolean isDue() {
        if (!pes.hasPts()) {
            return false;
        }
        long stamp = pes.pts();
        // A jump, also one back, is a reason to join: the difference is taken modulo the range of the stamps.
        if (lastStamp != NO_STAMP && Math.floorMod(stamp - lastStamp, TsClock.STAMP_MODULUS) < SPACING) {
            return false;
        }
        lastStamp = stamp;
        return true;
    }
}
