package io.ringcast.daemon.ring;

/**
 * When a join point is on the media clock that listeners see.
 *
 * @param clock the clock when its first unit is sent, in ticks of 27 MHz (for MPEG-TS the newest PCR); {@link #UNKNOWN} when nothing said
 * @param presentation when what begins there is shown, in ticks of 90 kHz (for MPEG-TS the PTS); {@link #UNKNOWN} when nothing said
 */
public record MediaTime(long clock, long presentation) {

    /** A time that is not known. */
    public static final long UNKNOWN = -1;

    /** Of a format without a clock. */
    public static final MediaTime NONE = new MediaTime(UNKNOWN, UNKNOWN);
}
