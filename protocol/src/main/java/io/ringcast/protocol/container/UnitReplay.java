package io.ringcast.protocol.container;

import io.netty.buffer.ByteBuf;
import io.ringcast.protocol.mpegts.PrintTrail;
import io.ringcast.protocol.mpegts.PrintTrail.Verdict;
import java.util.Set;

/**
 * Recognises what a station sends again when one connects anew, in formats whose units are the same bytes whenever they are sent: frames
 * of sound, and pages of Ogg. A unit is told by all its bytes; a replay is one that {@link PrintTrail} finds. Pages of Ogg are numbered, so
 * that one of them is enough; those with headers (RFC 3533, 6: granule position 0) come on each connection and say nothing. Belongs to the
 * thread that uses it.
 */
public final class UnitReplay {

    private static final Set<Format> FORMATS = Set.of(
            Format.MP3, Format.MP2, Format.ADTS, Format.AC3, Format.EAC3, Format.FLAC, Format.OGG, Format.OGG_VIDEO);

    private static final long FACTOR = 0x9E3779B97F4A7C15L;

    private static final int GRANULE_AT = 6;

    private final boolean pages;
    private final PrintTrail trail;

    /**
     * @param format one that is {@linkplain #knows known}
     * @param maxUnits units that are remembered, at least 1
     */
    public UnitReplay(Format format, int maxUnits) {
        pages = format.equals(Format.OGG) || format.equals(Format.OGG_VIDEO);
        trail = pages ? new PrintTrail(maxUnits, 1, 1) : new PrintTrail(maxUnits);
    }

    /** Whether replays of this format can be told. */
    public static boolean knows(Format format) {
        return FORMATS.contains(format);
    }

    /** A whole unit (borrowed) is sent. */
    public void sent(ByteBuf unit) {
        if (tells(unit)) {
            trail.add(print(unit));
        }
    }

    /** Forgets all that was sent. */
    public void clear() {
        trail.clear();
    }

    /** Another connection begins, which may replay; false when too little was sent to tell. */
    public boolean begin() {
        return trail.begin();
    }

    /** What the units of the connection are, up to this whole one (borrowed). */
    public Verdict look(ByteBuf unit) {
        return tells(unit) ? trail.look(print(unit)) : trail.verdict();
    }

    /** Whether a unit (borrowed) says where one is. */
    private boolean tells(ByteBuf unit) {
        return !pages
                || unit.readableBytes() < GRANULE_AT + Long.BYTES
                || unit.getLong(unit.readerIndex() + GRANULE_AT) != 0;
    }

    private static int print(ByteBuf unit) {
        int at = unit.readerIndex();
        int end = unit.writerIndex();
        long sum = (end - at + 1L) * FACTOR;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            sum = (Long.rotateLeft(sum, 29) ^ unit.getLong(at)) * FACTOR;
        }
        for (; at < end; at++) {
            sum = (Long.rotateLeft(sum, 29) ^ unit.getByte(at)) * FACTOR;
        }
        return (int) (sum ^ sum >>> 32);
    }
}
