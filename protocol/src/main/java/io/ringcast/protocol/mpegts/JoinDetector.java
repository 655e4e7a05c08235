package io.ringcast.protocol.mpegts;

import io.netty.buffer.ByteBuf;

/**
 * Finds where a decoder can start with one elementary stream, and what it needs there beside the tables.
 *
 * <p>In video that is an access unit that the muxer marks (random_access_indicator) or that shows by its first bytes that it is one. Its
 * parameter sets come with it, or, where they were sent only before, {@link #preamble} has them in a PES packet of their own; a keyframe
 * whose parameter sets are nowhere known is no join point. Of other streams every start of a PES packet is one, at most one every 250
 * ms. What is scrambled cannot be looked into: there the mark alone counts. Belongs to the thread that feeds it.
 */
public final class JoinDetector {

    private static final long SPACING = TsClock.STAMP_FREQUENCY / 4;
    private static final long NO_STAMP = -1;
    private static final byte[] NOTHING = {};

    private final Codec codec;
    private final boolean video;
    private final ParameterSets sets;
    private final PesHeader pes = new PesHeader();
    private long lastStamp = NO_STAMP;
    private byte[] preamble = NOTHING;

    public JoinDetector(Codec codec) {
        this.codec = codec;
        this.video = codec.kind() == Codec.Kind.VIDEO;
        this.sets = new ParameterSets(codec);
    }

    Codec codec() {
        return codec;
    }

    /** Looks at the next packet of the stream (borrowed), of which there is payload; true when a decoder can start there. */
    public boolean look(TsPacket packet) {
        if (!packet.payloadUnitStart()) {
            if (sets.gathering()) {
                sets.goOn(packet);
            }
            return false;
        }
        preamble = NOTHING;
        boolean header = pes.wrap(packet);
        if (!video) {
            return header && isDue();
        }
        return header ? isKeyframe(packet) : packet.randomAccess();
    }

    /** Whether packets that begin nothing are wanted too. */
    boolean gathering() {
        return sets.gathering();
    }

    /**
     * What goes between the tables and the join point found last: packets with the parameter sets, which count up to it, or nothing where
     * the sets come with it. Nobody changes the array.
     */
    public byte[] preamble() {
        return preamble;
    }

    private boolean isKeyframe(TsPacket packet) {
        ByteBuf buffer = packet.buffer();
        int data = pes.dataStart();
        AccessUnitStart start = KeyframeDetector.look(codec, buffer, data, packet.payloadEnd());
        sets.begin(packet, data);
        boolean marked = packet.randomAccess();
        boolean found = switch (start) {
            case KEYFRAME -> true;
            case BARE_KEYFRAME -> sets.complete();
            case OTHER -> marked && (sets.complete() || !sets.needed());
            case UNKNOWN -> marked;
        };
        if (found && start != AccessUnitStart.KEYFRAME && sets.complete()) {
            preamble = PesWriter.before(pes, packet.pid(), packet.continuityCounter(), sets.bytes());
        }
        return found;
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
